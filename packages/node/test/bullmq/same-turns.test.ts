import { runInSpan, start, type Transaction } from '@astrolabe/core';
import { isolatedRuntime } from '@astrolabe/core/testing';
import * as oldest from 'bullmq-5.34';
import * as newest from 'bullmq-6';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DatabaseServer, isInstalled, startRedis } from '../../../core/test/databases/servers.js';

const LIBRARIES = [
  { version: '5.34', Queue: oldest.Queue, Worker: oldest.Worker as unknown as typeof newest.Worker },
  { version: '6.7', Queue: newest.Queue as unknown as typeof oldest.Queue, Worker: newest.Worker },
];
const JOBS = 60;
const POLL = { timeout: 20_000 };

let redis: DatabaseServer;
let queues = 0;

/** One of two processes that have nothing in common but Redis. */
const processOf = (ratio: string) => {
  const { runtime, dispose } = isolatedRuntime();
  start(runtime, { plugins: [], options: { shutdownTimeout: 0 }, environment: { ASTROLABE_TRACE_RATIO: ratio } });
  const ended: Transaction[] = [];
  runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => ended.push(transaction) });
  onTestFinished(dispose);
  return { runtime, ended };
};
/** What becomes of each turn in the web and in the worker, by its trace. */
const keptTurns = async (
  { Queue, Worker }: (typeof LIBRARIES)[number],
  ratios: readonly [web: string, worker: string],
  passOn: (metadata: string) => string = (metadata) => metadata,
) => {
  const [web, worker] = ratios.map(processOf) as [ReturnType<typeof processOf>, ReturnType<typeof processOf>];
  const { connection } = redis;
  const telemetry = worker.runtime.jobs.telemetry();
  const { contextManager } = telemetry;
  const fromMetadata = (active: unknown, metadata: string) => contextManager.fromMetadata(active, passOn(metadata));
  const queue = new Queue(`turns${++queues}`, { connection, telemetry: web.runtime.jobs.telemetry() });
  const reader = new Worker(queue.name, async () => undefined, {
    connection,
    concurrency: 10,
    telemetry: { ...telemetry, contextManager: Object.assign(Object.create(contextManager), { fromMetadata }) },
  });
  onTestFinished(async () => {
    await reader.close();
    await queue.close();
  });
  for (let count = 0; count < JOBS; count++) {
    await runInSpan(web.runtime.tracer, 'webhook', () => queue.add('reply', {}));
  }
  const jobs = () => worker.ended.filter(({ kind }) => kind === 'job');
  await expect.poll(() => jobs().length, POLL).toBe(JOBS);
  return web.ended.map(({ traceId, keepReason }) => ({
    web: keepReason,
    worker: jobs().find((job) => job.traceId === traceId)?.keepReason,
  }));
};

describe.runIf(isInstalled('redis-server'))('the web and a worker with a Redis between them', () => {
  beforeAll(async () => {
    redis = await startRedis();
  });

  describe.each(LIBRARIES)('BullMQ $version', (library) => {
    it.each([
      ['0.5', '0.5'],
      ['0.5', '0'],
    ] as const)('keep the same turns, with the ratios %s and %s', async (...ratios) => {
      const turns = await keptTurns(library, ratios);
      const kept = turns.filter(({ web }) => web === 'sample');
      expect(kept.length).toBeGreaterThan(5);
      expect(kept.length).toBeLessThan(JOBS - 5);
      expect(turns.filter(({ web, worker }) => web !== worker)).toEqual([]);
    });

    it('would keep others without what the metadata say', async () => {
      const turns = await keptTurns(library, ['0.5', '0'], (metadata) => metadata.replace(',"keep":"sample"', ''));
      expect(turns.some(({ web }) => web === 'sample')).toBe(true);
      expect(turns.every(({ worker }) => worker === undefined)).toBe(true);
    });
  });
});
