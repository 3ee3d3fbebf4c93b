import { createManualClock, recordDiagnostics } from '@astrolabe/core/testing';
import { expect, it } from 'vitest';
import { createMetricStore } from '../store.js';
import { observeByLabel, observeNumber, onceAPage } from './observed.js';

const setUp = () => {
  const metrics = createMetricStore(recordDiagnostics().diagnostics);
  const samples = (name: string) =>
    [...(metrics.family(name)?.series() ?? [])].map(({ labels, value }) => [Object.fromEntries(labels), value]);
  return { metrics, samples };
};

it('shows a number that is known, 0 too, and no series for one that is not', () => {
  const { metrics, samples } = setUp();
  let value: number | undefined;
  observeNumber(metrics, { name: 'room_bytes', type: 'gauge', help: 'h' }, () => value);
  expect(samples('room_bytes')).toEqual([]);
  value = 0;
  expect(samples('room_bytes')).toEqual([[{}, 0]]);
});

it('adds up what has one label, and keeps the labels of a series for its life', () => {
  const { metrics, samples } = setUp();
  observeByLabel(metrics, { name: 'handles', type: 'gauge', help: 'h', label: 'type' }, () => [
    ['Socket', 2],
    ['Server', undefined],
    ['Socket', 1],
  ]);
  expect(samples('handles')).toEqual([[{ type: 'Socket' }, 3]]);
  const labels = () => [...(metrics.family('handles')?.series() ?? [])][0]?.labels;
  expect(labels()).toBe(labels());
});

it('has a hundred values of a label at most, and adds up the rest in one series', () => {
  const { metrics, samples } = setUp();
  const readings = Array.from({ length: 250 }, (_, index) => [`class-${index}`, 1] as const);
  observeByLabel(metrics, { name: 'handles', type: 'gauge', help: 'h', label: 'type' }, () => readings);
  for (let page = 0; page < 2; page++) {
    expect(samples('handles')).toHaveLength(101);
    expect(samples('handles').at(-1)).toEqual([{ otel_metric_overflow: 'true' }, 150]);
  }
});

it('reads once for the metrics of one page, and anew for the next page', () => {
  const clock = createManualClock();
  let reads = 0;
  const read = onceAPage(clock, () => ++reads);
  expect([read(), read(), read()]).toEqual([1, 1, 1]);
  clock.advance(500);
  expect(read()).toBe(2);
});
