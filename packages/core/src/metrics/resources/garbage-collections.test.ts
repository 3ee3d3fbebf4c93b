import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually, recordDiagnostics } from '@astrolabe/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMetricStore, type MetricStore } from '../store.js';
import { createCollectionTimer } from './garbage-collections.js';

type Collect = (options?: { type: 'minor' }) => void;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as Collect;

let metrics: MetricStore;
let end: () => void;
beforeEach(() => {
  metrics = createMetricStore(recordDiagnostics().diagnostics);
  end = createCollectionTimer(metrics).observe();
});
afterEach(() => end());

const read = (kind: string) => {
  const samples = [...(metrics.family('nodejs_gc_duration_seconds')?.series() ?? [])];
  const value = samples.find(({ labels }) => labels.some(([, each]) => each === kind))?.value;
  if (typeof value !== 'object') throw new Error(`there is no series of kind ${kind}`);
  return value;
};

it('counts every collection, many within one turn of the event loop too, with its time', async () => {
  for (let round = 0; round < 40; round++) collect({ type: 'minor' });
  for (let round = 0; round < 3; round++) collect();
  await eventually('all are counted', () => read('minor').count >= 40 && read('major').count >= 3);
  expect(read('major').sum).toBeGreaterThan(0);
  expect(read('major').sum / read('major').count).toBeLessThan(1);
});

it('counts none after the end', async () => {
  collect();
  await eventually('it is counted', () => read('major').count > 0);
  end();
  const before = read('major').count;
  const control = createMetricStore(recordDiagnostics().diagnostics);
  const endOfControl = createCollectionTimer(control).observe();
  collect();
  const controlSeries = () => [...(control.family('nodejs_gc_duration_seconds')?.series() ?? [])];
  await eventually('another observer has seen it', () =>
    controlSeries().some(({ value }) => typeof value === 'object' && value.count > 0),
  );
  expect(read('major').count).toBe(before);
  endOfControl();
});
