import { afterEach, describe, expect, it } from 'vitest';
import type { BullmqSpan } from '../../src/jobs/bullmq-interface.js';
import { start } from '../../src/registry.js';
import { createRuntime, type Runtime } from '../../src/runtime.js';
import { recordDiagnostics } from '../../src/testing/recorded-diagnostics.js';
import type { Transaction } from '../../src/tracing/transaction.js';

const CONSUMER = { kind: 4 };
let stops: (() => Promise<void> | undefined)[] = [];

const processOf = (environment: Record<string, string>) => {
  const runtime = createRuntime({ diagnostics: recordDiagnostics().diagnostics });
  start(runtime, { plugins: [], options: { shutdownTimeout: 0 }, environment });
  stops.push(() => runtime.instance?.stop());
  const ended: Transaction[] = [];
  runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => ended.push(transaction) });
  return { runtime, ended };
};
/** A request that adds a job and is answered. */
const addJob = ({ tracer, jobs }: Runtime, change: (transaction: Transaction) => void): string => {
  const transaction = tracer.startTransaction('request', '');
  change(transaction);
  const metadata = jobs.telemetry().contextManager.getMetadata(transaction.root);
  transaction.root.end();
  return metadata;
};
const work = ({ jobs }: Runtime, metadata: string): BullmqSpan => {
  const { tracer, contextManager } = jobs.telemetry();
  return tracer.startSpan('work', CONSUMER, contextManager.fromMetadata(undefined, metadata));
};
const together = (
  webRatio: string,
  workerRatio: string,
  change: (transaction: Transaction) => void = () => undefined,
) => {
  const [web, worker] = [webRatio, workerRatio].map((ratio) => processOf({ ASTROLABE_TRACE_RATIO: ratio }));
  if (web === undefined || worker === undefined) throw new Error('two processes');
  for (let count = 0; count < 300; count++) work(worker.runtime, addJob(web.runtime, change)).end();
  return web.ended.map((transaction, index) => {
    const job = worker.ended[index] as Transaction;
    return { isOne: job.traceId === transaction.traceId, web: transaction.keepReason, worker: job.keepReason };
  });
};

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

describe('web and worker', () => {
  it.each([
    ['1', '1'],
    ['0.3', '0.3'],
    ['0.3', '0.01'],
  ])('keep the same turns, with the ratios %s and %s', (webRatio, workerRatio) => {
    const pairs = together(webRatio, workerRatio);
    expect(pairs.filter(({ web }) => web === 'sample').length).toBeGreaterThan(50);
    expect(pairs.every(({ isOne, web, worker }) => isOne && web === worker)).toBe(true);
  });

  it('keep what somebody asked the web to keep', () => {
    const pairs = together('0', '0', (transaction) => transaction.keep());
    expect(new Set(pairs.slice(0, 100).map(({ web, worker }) => `${web} ${worker}`))).toEqual(
      new Set(['asked upstream']),
    );
  });

  it('would not without what the metadata say', () => {
    const [web, worker] = [processOf({ ASTROLABE_TRACE_RATIO: '1' }), processOf({ ASTROLABE_TRACE_RATIO: '0' })];
    const metadata = addJob(web.runtime, () => undefined);
    work(worker.runtime, metadata.replace(',"keep":"sample"', '')).end();
    work(worker.runtime, metadata).end();
    expect(worker.ended.map(({ keepReason }) => keepReason)).toEqual([undefined, 'sample']);
  });
});
