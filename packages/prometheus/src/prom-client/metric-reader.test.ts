import {
  createManualClock,
  eventually,
  type ManualClock,
  type RecordedLine,
  recordDiagnostics,
} from '@astrolabe/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { createMetricReader, type MetricReader } from './metric-reader.js';
import type { PromClientMetricData } from './registry.js';
import type { TheirMetric } from './their-metrics.js';

let clock: ManualClock;
let reader: MetricReader;
let lines: readonly RecordedLine[];

beforeEach(() => {
  const recorded = recordDiagnostics();
  clock = createManualClock();
  reader = createMetricReader(clock, recorded.diagnostics);
  lines = recorded.lines;
});

const dataOf = (name: string): PromClientMetricData => ({ name, help: 'x', type: 'gauge', values: [{ value: 1 }] });
const metric = (name: string, get: () => Promise<PromClientMetricData> | PromClientMetricData): TheirMetric => ({
  name,
  metric: { name, type: 'gauge', get },
  registry: { getMetricsAsArray: () => [] },
});
const quick = (name: string) => metric(name, async () => dataOf(name));
const stuck = (name: string, started: string[] = []) =>
  metric(name, () => {
    started.push(name);
    return new Promise(() => undefined);
  });

/** What has been read so far, and whether that was all. */
const startReading = (...metrics: TheirMetric[]) => {
  const state = { names: [] as string[], isDone: false };
  void (async () => {
    for await (const { name } of reader.read(metrics)) state.names.push(name);
    state.isDone = true;
  })();
  return state;
};

it('reads metrics of old versions, which answer at once, and of new ones', async () => {
  const state = startReading(
    quick('new'),
    metric('old', () => dataOf('old')),
  );
  await eventually('all are read', () => state.isDone);
  expect(state.names).toEqual(['new', 'old']);
});

it('does not wait for a slow metric with the others, and collects slow ones side by side', async () => {
  const release: (() => void)[] = [];
  const slow = (name: string) =>
    metric(name, () => new Promise((resolve) => release.push(() => resolve(dataOf(name)))));
  const state = startReading(slow('slow'), quick('quick'), slow('slower'), quick('quicker'));
  await eventually('the quick ones are read', () => state.names.length === 2);
  expect(state.names).toEqual(['quick', 'quicker']);
  expect(release).toHaveLength(2);
  for (const each of release) each();
  await eventually('all are read', () => state.isDone);
  expect(state.names).toEqual(['quick', 'quicker', 'slow', 'slower']);
  expect(lines).toEqual([]);
});

it('gives up on metrics that never settle after one second in all, and names them', async () => {
  const state = startReading(stuck('first'), quick('quick'), stuck('second'));
  await eventually('it waits', () => clock.pending === 1);
  clock.advance(999);
  expect(state).toEqual({ names: ['quick'], isDone: false });
  clock.advance(1);
  await eventually('it has given up', () => state.isDone);
  expect(state.names).toEqual(['quick']);
  expect(lines.map(({ line }) => line)).toEqual([
    expect.stringMatching(
      /metric first did not end its collect within 1000 ms .* give up sooner \[ASTROLABE_COLLECT_STUCK\]$/,
    ),
    expect.stringMatching(/metric second did not end/),
  ]);
  expect(clock.pending).toBe(0);
});

it('starts no second collect while the first is stuck, and no longer waits for it', async () => {
  const started: string[] = [];
  const metrics = [stuck('stuck', started), quick('quick')];
  const first = startReading(...metrics);
  await eventually('it waits', () => clock.pending === 1);
  clock.advance(1_000);
  await eventually('the first has given up', () => first.isDone);
  const second = startReading(...metrics);
  await eventually('the second has not waited', () => second.isDone);
  expect(second.names).toEqual(['quick']);
  expect(started).toEqual(['stuck']);
  expect(lines).toHaveLength(1);
});

it('reads a metric again that was stuck and has come back', async () => {
  let release = () => {};
  const each = metric('moody', () => new Promise((resolve) => (release = () => resolve(dataOf('moody')))));
  const first = startReading(each);
  await eventually('it waits', () => clock.pending === 1);
  clock.advance(1_000);
  await eventually('the first has given up', () => first.isDone);
  release();
  const second = startReading(each);
  await eventually('the second is done', () => second.isDone);
  expect([first.names, second.names]).toEqual([[], ['moody']]);
});
