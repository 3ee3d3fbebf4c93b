import { once } from 'node:events';
import { createServer } from 'node:net';
import { createManualClock, recordDiagnostics } from '@astrolabe/core/testing';
import { expect, it } from 'vitest';
import { createMetricStore } from '../store.js';
import { declareActiveResources } from './active-resources.js';

const setUp = (source?: Parameters<typeof declareActiveResources>[2]) => {
  const clock = createManualClock();
  const metrics = createMetricStore(recordDiagnostics().diagnostics);
  declareActiveResources(metrics, clock, source);
  const read = (name: string) =>
    Object.fromEntries(
      [...(metrics.family(name)?.series() ?? [])].map(({ labels, value }) => [labels[0]?.[1] ?? '', value]),
    );
  return { clock, read };
};

it('counts what keeps this process alive, by class and in all', async () => {
  const { clock, read } = setUp();
  const before = read('nodejs_active_handles').Server ?? 0;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  clock.advance(1_000);
  expect(read('nodejs_active_handles').Server).toBe(Number(before) + 1);
  expect(read('nodejs_active_resources').TCPServerWrap).toBeGreaterThanOrEqual(1);
  const sum = Object.values(read('nodejs_active_handles')).reduce<number>((all, count) => all + Number(count), 0);
  expect(read('nodejs_active_handles_total')).toEqual({ '': sum });
  server.close();
});

it('counts what has no class, too', () => {
  const { read } = setUp({ _getActiveHandles: () => [Object.create(null), {}, new Map()] });
  expect(read('nodejs_active_handles')).toEqual({ Object: 2, Map: 1 });
});

it('has no series for what this Node.js does not tell', () => {
  const { read } = setUp({});
  expect([read('nodejs_active_requests'), read('nodejs_active_requests_total')]).toEqual([{}, {}]);
});
