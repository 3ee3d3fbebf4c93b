import type { CapturedException, Plugin, Transaction } from '@astrolabe/core';
import { runInSpan, start } from '@astrolabe/core';
import { isolatedRuntime } from '@astrolabe/core/testing';
import { bullmq, watchJobs } from '@astrolabe/node/bullmq';
import * as oldest from 'bullmq-5.34';
import * as newest from 'bullmq-6';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DatabaseServer, isInstalled, startRedis } from '../../../core/test/databases/servers.js';

const BULLMQS = [
  {
    version: '5.34',
    Queue: oldest.Queue,
    Worker: oldest.Worker as unknown as typeof newest.Worker,
    FlowProducer: oldest.FlowProducer,
  },
  {
    version: '6.7',
    Queue: newest.Queue as unknown as typeof oldest.Queue,
    Worker: newest.Worker,
    FlowProducer: newest.FlowProducer as unknown as typeof oldest.FlowProducer,
  },
];
const SECRET = '+15550100001';

let redis: DatabaseServer;
let queues = 0;

interface StageOptions {
  readonly isWatched?: boolean;
  readonly disabled?: string;
}

/** A queue and what is told of its jobs; the worker is started by the test. */
const setStage = async ({ Queue, Worker }: (typeof BULLMQS)[number], options: StageOptions = {}) => {
  const isolated = isolatedRuntime();
  const { runtime } = isolated;
  const ended: Transaction[] = [];
  const exceptions: CapturedException[] = [];
  const observer: Plugin = {
    name: 'observer',
    options: {},
    setup: () => ({
      processors: [{ name: 'observer', transactionEnded: (transaction) => ended.push(transaction) }],
      reporters: [{ name: 'observer', report: (captured) => exceptions.push(captured) }],
    }),
  };
  const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: options.disabled };
  start(runtime, { plugins: [observer], options: { log: 'none' }, environment });
  const { connection } = redis;
  const name = `replies${++queues}`;
  const queue = new Queue(name, { connection, telemetry: bullmq() });
  onTestFinished(async () => {
    await queue.close();
    await isolated.dispose();
  });
  const startWorker = (process: (job: { readonly name: string }) => Promise<unknown>) => {
    const made = new Worker(name, process, { connection, telemetry: bullmq() });
    const worker = options.isWatched === false ? made : watchJobs(made);
    onTestFinished(() => worker.close());
    return worker;
  };
  const jobs = () => ended.filter(({ kind }) => kind === 'job');
  const add = (opts: object = {}) =>
    runInSpan(runtime.tracer, 'webhook', (span) => queue.add('reply', { to: SECRET }, opts).then(() => span));
  return { runtime, ended, exceptions, queue, name, startWorker, jobs, add, lines: isolated.lines };
};

const POLL = { timeout: 10_000 };
const spanNames = ({ spans }: Transaction) => spans.map((span) => span.name.replace(/\d+$/, ''));
const seconds = (stage: Awaited<ReturnType<typeof setStage>>, metric: string) => {
  for (const family of stage.runtime.metrics.families()) {
    if (family.name === metric) return [...family.series()].map(({ labels }) => Object.fromEntries(labels));
  }
  return [];
};

const describeJobs = (library: (typeof BULLMQS)[number]) => {
  it('carries the trace of whoever adds a job into the worker', async () => {
    const stage = await setStage(library);
    const { ended, startWorker, jobs, add, name } = stage;
    const seen: (string | undefined)[] = [];
    startWorker(async () => {
      await Promise.resolve();
      seen.push(stage.runtime.tracer.currentIds()?.traceId);
    });
    const { transaction } = await add();
    await expect.poll(jobs, POLL).toHaveLength(1);
    const [job] = jobs() as [Transaction];
    const sending = transaction.spans[0];
    expect([sending?.name, sending?.kind, job.root.kind]).toEqual([`add ${name}.reply`, 3, 4]);
    expect(job.traceId).toBe(transaction.traceId);
    expect(job.remoteParent?.spanId).toBe(sending?.spanId);
    expect(seen).toEqual([transaction.traceId]);
    expect(job.name).toBe(`process ${name}.reply`);
    expect(ended).toHaveLength(2);
  });

  it('times adding, waiting and processing by queue', async () => {
    const stage = await setStage(library);
    stage.startWorker(async () => undefined);
    await stage.add();
    await expect.poll(stage.jobs, POLL).toHaveLength(1);
    const queue = { messaging_system: 'bullmq', messaging_destination_name: stage.name };
    expect(seconds(stage, 'messaging_client_operation_duration_seconds')).toEqual([
      { ...queue, messaging_operation_name: 'add', error_type: '' },
    ]);
    expect(seconds(stage, 'messaging_process_duration_seconds')).toEqual([
      { ...queue, messaging_operation_name: 'process', error_type: '' },
    ]);
    expect(seconds(stage, 'messaging_queue_wait_seconds')).toEqual([queue]);
  });

  it('has a delay that was asked for beside the wait in the queue', async () => {
    const { startWorker, jobs, add } = await setStage(library);
    startWorker(async () => undefined);
    await add({ delay: 200 });
    await expect.poll(jobs, POLL).toHaveLength(1);
    const [job] = jobs() as [Transaction];
    const delay = job.spans.find((span) => span.name.startsWith('delay '));
    expect((delay?.endMs ?? 0) - (delay?.startMs ?? 0)).toBeCloseTo(200, 3);
    expect(delay?.endMs).toBeLessThanOrEqual(job.root.startMs);
    for (const span of job.spans) expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
  });

  it('tells no delay from a wait where the worker is not watched', async () => {
    const stage = await setStage(library, { isWatched: false });
    stage.startWorker(async () => undefined);
    await stage.add({ delay: 200 });
    await expect.poll(stage.jobs, POLL).toHaveLength(1);
    // The oldest does not tell which attempt it was.
    expect(spanNames(stage.jobs()[0] as Transaction)).toEqual(library.version === '6.7' ? ['wait replies'] : []);
    expect(seconds(stage, 'messaging_queue_wait_seconds')).toEqual([]);
  });

  it('tells of a failed attempt with its error, and of the next one in the same trace', async () => {
    const stage = await setStage(library);
    let attempts = 0;
    stage.startWorker(async () => {
      if (++attempts === 1) throw new RangeError(`no chart for ${SECRET}`);
    });
    const { transaction } = await stage.add({ attempts: 2, backoff: { type: 'fixed', delay: 50 } });
    await expect.poll(stage.jobs, POLL).toHaveLength(2);
    const [failed, retried] = stage.jobs() as [Transaction, Transaction];
    expect(stage.exceptions.map(({ type, handled, transaction: of }) => [type, handled, of])).toEqual([
      ['RangeError', false, failed],
    ]);
    expect([failed.keepReason, retried.keepReason]).toEqual(['error', undefined]);
    expect([failed.traceId, retried.traceId]).toEqual([transaction.traceId, transaction.traceId]);
    expect(spanNames(retried)).toEqual([]);
    const types = seconds(stage, 'messaging_process_duration_seconds').map(({ error_type }) => error_type);
    expect(types).toEqual(['RangeError', '']);
  });

  it('tells of a failed attempt without its error where the worker is not watched', async () => {
    const stage = await setStage(library, { isWatched: false });
    stage.startWorker(async () => {
      throw new RangeError(SECRET);
    });
    await stage.add();
    await expect.poll(stage.jobs, POLL).toHaveLength(1);
    expect(stage.exceptions.map(({ type }) => type)).toEqual(['JobFailed']);
  });

  it('keeps nothing of a job but names that are in the code', async () => {
    const stage = await setStage(library, { isWatched: false });
    stage.startWorker(async () => {
      throw new RangeError(SECRET);
    });
    await stage.add({ jobId: `job-${SECRET}` });
    await expect.poll(stage.jobs, POLL).toHaveLength(1);
    const spans = stage.ended.flatMap(({ root, spans: all }) => [root, ...all]);
    const kept = spans.map(({ name, attributes, events, exception }) => [name, attributes, events, String(exception)]);
    expect(JSON.stringify(kept)).not.toContain('1555');
    expect(JSON.stringify(kept)).toContain('reply');
  });

  it.each([
    ['none', undefined],
    ["another tracer's", '{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}'],
    ['no JSON', '{{{'],
    ['a prototype', '{"__proto__":{"traceparent":"x"}}'],
    ['of a wrong type', { traceparent: 'x' }],
    ['huge', JSON.stringify({ traceparent: 'x'.repeat(1_000_000) })],
  ])('does a job whose metadata are %s', async (what, metadata) => {
    const stage = await setStage(library);
    const done: string[] = [];
    const { Queue } = library;
    const sender = new Queue(stage.name, { connection: redis.connection });
    onTestFinished(() => sender.close());
    await sender.add('reply', {}, metadata === undefined ? {} : { telemetry: { metadata: metadata as string } });
    stage.startWorker(async (job) => done.push(job.name));
    await expect.poll(stage.jobs, POLL).toHaveLength(1);
    expect(done).toEqual(['reply']);
    expect(stage.jobs()[0]?.remoteParent !== undefined).toBe(what === "another tracer's");
    expect(stage.lines).toEqual([]);
  });

  it('carries the trace with a bulk of jobs and with a flow', async () => {
    const stage = await setStage(library);
    stage.startWorker(async () => undefined);
    const { connection } = redis;
    const flow = new library.FlowProducer({ connection, telemetry: bullmq() });
    onTestFinished(() => flow.close());
    // BullMQ gives no metadata to a job of a flow that has no options.
    const node = { queueName: stage.name, opts: {} };
    const { transaction } = await runInSpan(stage.runtime.tracer, 'webhook', async (span) => {
      await stage.queue.addBulk([{ name: 'reply', data: {} }]);
      await flow.add({ ...node, name: 'parent', children: [{ ...node, name: 'child' }] });
      return span;
    });
    await expect.poll(stage.jobs, POLL).toHaveLength(3);
    expect(new Set(stage.jobs().map(({ traceId }) => traceId))).toEqual(new Set([transaction.traceId]));
    const operations = seconds(stage, 'messaging_client_operation_duration_seconds').map(
      (labels) => labels.messaging_operation_name,
    );
    expect([...new Set(operations)].sort()).toEqual(['addBulk', 'addFlow', 'addNode']);
  });

  it('does nothing when it is switched off, and jobs are done', async () => {
    const stage = await setStage(library, { disabled: 'bullmq' });
    const done: string[] = [];
    stage.startWorker(async (job) => done.push(job.name));
    const { transaction } = await stage.add();
    await expect.poll(() => done, POLL).toEqual(['reply']);
    expect([stage.jobs(), transaction.spans]).toEqual([[], []]);
    expect((await stage.queue.getJobs())[0]?.opts.telemetry?.metadata ?? '').toBe('');
  });
};

describe.runIf(isInstalled('redis-server'))('the jobs of BullMQ', () => {
  beforeAll(async () => {
    redis = await startRedis();
  });
  for (const library of BULLMQS) describe(library.version, () => describeJobs(library));
});

describe('watchJobs', () => {
  it('refuses what is no worker', () => {
    expect(() => watchJobs({} as never)).toThrow('watchJobs() takes a Worker of BullMQ');
    expect(() => watchJobs(undefined as never)).toThrow('watchJobs() takes a Worker of BullMQ');
  });
});
