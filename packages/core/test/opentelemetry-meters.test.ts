import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Family, HistogramSeries, Sample } from '@astrolabe/core';
import { createManualClock, type IsolatedRuntime, isolatedRuntime, type ManualClock } from '@astrolabe/core/testing';
import type * as api from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meters } from '../src/metrics/otel-meter/meters.js';
import type { SdkMetrics } from '../src/metrics/otel-meter/sdk-metrics.js';

/** Both lines of the stock SDK. */
const sdkOf = (folder: string): SdkMetrics =>
  createRequire(new URL(`../../../benchmarks/fixtures/${folder}/package.json`, import.meta.url))(
    '@opentelemetry/sdk-metrics',
  ) as SdkMetrics;

let isolated: IsolatedRuntime;
let clock: ManualClock;
let meters: Meters | undefined;

beforeEach(() => {
  clock = createManualClock();
  isolated = isolatedRuntime({ clock });
});
afterEach(async () => {
  meters?.end();
  await isolated.dispose();
});

const meterOf = (load: () => SdkMetrics | undefined): api.Meter | undefined => {
  meters = new Meters({ ...isolated.runtime, load });
  const provider = meters.provider as unknown as api.MeterProvider | undefined;
  return provider?.getMeter('bot', '1.2.3');
};
/** A minute later: a slow machine waits for longer than a second before it collects again. */
const collected = async (): Promise<void> => {
  clock.advance(60_000);
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};
const family = (name: string): Family => isolated.runtime.metrics.family(name) as Family;
const samplesOf = (name: string): readonly Sample[] => [...family(name).series()];
const valuesOf = (name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    samplesOf(name).map(({ labels, value }) => [
      labels
        .filter(([label]) => label !== 'otel_scope_name')
        .map((pair) => pair.join('='))
        .join(),
      value,
    ]),
  );
const bucketsOf = ({ value }: Sample): readonly (readonly [number, number])[] => {
  if (typeof value === 'number') return [];
  return [...value.edges, Number.POSITIVE_INFINITY]
    .map((edge, bucket) => [edge, value.bucketCount(bucket)] as const)
    .filter(([, count]) => count > 0);
};

describe.each(['otel-2', 'otel-3'])('instruments of a meter, on the stock SDK of %s', (folder) => {
  const meter = () => meterOf(() => sdkOf(folder)) as api.Meter;

  it("are metrics in Prometheus' spelling, with their attributes as labels", async () => {
    const own = meter();
    own.createCounter('chart.made', { description: 'Charts.' }).add(3, { 'chart.kind': 'natal' });
    own.createUpDownCounter('queue.waiting', { unit: '{chart}' }).add(-2);
    own.createGauge('ephemeris.age', { unit: 's' }).record(7.5);
    own.createObservableCounter('disk.read', { unit: 'By' }).addCallback((result) => result.observe(11));
    own.createObservableGauge('cache.full', { unit: '1' }).addCallback((result) => result.observe(0.25));
    own.createObservableUpDownCounter('pool').addCallback((result) => result.observe(4));
    await collected();
    expect(family('chart_made_total')).toMatchObject({ type: 'counter', help: 'Charts.', size: 1 });
    expect(samplesOf('chart_made_total')[0]?.labels).toContainEqual(['otel_scope_name', 'bot']);
    expect(valuesOf('chart_made_total')).toEqual({ 'chart_kind=natal': 3 });
    expect([family('queue_waiting').type, valuesOf('queue_waiting')]).toEqual(['gauge', { '': -2 }]);
    expect(valuesOf('ephemeris_age_seconds')).toEqual({ '': 7.5 });
    expect([family('disk_read_bytes_total').type, valuesOf('disk_read_bytes_total')]).toEqual(['counter', { '': 11 }]);
    expect(valuesOf('cache_full_ratio')).toEqual({ '': 0.25 });
    expect([family('pool').type, valuesOf('pool')]).toEqual(['gauge', { '': 4 }]);
    expect(isolated.lines).toEqual([]);
  });

  it('are read as they were when they were last collected, each series under one array of labels', async () => {
    const counter = meter().createCounter('charts');
    counter.add(1, { kind: 'natal' });
    await collected();
    const [before] = samplesOf('charts_total');
    counter.add(1, { kind: 'natal' });
    expect(valuesOf('charts_total')).toEqual({ 'kind=natal': 1 });
    await collected();
    expect(valuesOf('charts_total')).toEqual({ 'kind=natal': 2 });
    expect(samplesOf('charts_total')[0]?.labels).toBe(before?.labels);
  });

  it('have histograms with the buckets that they were given', async () => {
    const histogram = meter().createHistogram('chart.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.5, 2] },
    });
    for (const value of [0.1, 0.5, 1, 9]) histogram.record(value);
    await collected();
    const [sample] = samplesOf('chart_duration_seconds');
    expect(family('chart_duration_seconds').type).toBe('histogram');
    expect(bucketsOf(sample as Sample)).toEqual([
      [0.5, 2],
      [2, 1],
      [Number.POSITIVE_INFINITY, 1],
    ]);
    expect(sample?.value).toMatchObject({ count: 4, sum: 10.6 });
    // Between edges nothing is known, so a percentile is at the edge of its bucket.
    const { exponential } = (sample as Sample).value as HistogramSeries;
    expect([0.5, 0.75, 1].map((share) => Number(exponential.quantile(share).toFixed(1)))).toEqual([0.5, 2, 4]);
  });

  it('have exponential histograms with edges at the powers of two, and all that was recorded between them', async () => {
    const sdk = sdkOf(folder) as SdkMetrics & { readonly AggregationType: { readonly EXPONENTIAL_HISTOGRAM: number } };
    const views = [{ instrumentName: '*', aggregation: { type: sdk.AggregationType.EXPONENTIAL_HISTOGRAM } }];
    class Exponential extends sdk.MeterProvider {
      constructor(options: ConstructorParameters<SdkMetrics['MeterProvider']>[0]) {
        super({ ...options, views } as typeof options);
      }
    }
    const histogram = meterOf(() => ({ ...sdk, MeterProvider: Exponential }))?.createHistogram('size', { unit: 'By' });
    for (const value of [0, 0.3, 1.1, 1.9, 2, 3, 100]) histogram?.record(value);
    await collected();
    const [sample] = samplesOf('size_bytes');
    expect(bucketsOf(sample as Sample)).toEqual([
      [0, 1],
      [0.5, 1],
      [2, 3],
      [4, 1],
      [128, 1],
    ]);
    expect(sample?.value).toMatchObject({ count: 7, sum: 108.3 });
  });

  it('share the series of the overflow beyond two thousand', async () => {
    const counter = meter().createCounter('visits');
    for (let index = 0; index < 2_500; index++) counter.add(1, { path: `/${index}` });
    await collected();
    const values = Object.values(valuesOf('visits_total')) as number[];
    expect(values.length).toBeLessThanOrEqual(2_000);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(2_500);
    expect(valuesOf('visits_total')['otel_metric_overflow=true']).toBeGreaterThanOrEqual(500);
  });

  it('leave a metric of ours as it is: no call is shown twice', async () => {
    const ours = isolated.runtime.metrics.counter('charts_total', { help: 'Ours.' });
    ours.inc(7);
    meter().createCounter('charts').add(1);
    await collected();
    expect(valuesOf('charts_total')).toEqual({ '': 7 });
  });

  it('go on when a callback of the bot throws', async () => {
    const own = meter();
    own.createObservableGauge('broken').addCallback(() => {
      throw new Error('x');
    });
    own.createCounter('charts').add(1);
    await collected();
    expect(valuesOf('charts_total')).toEqual({ '': 1 });
  });
});

it('are counted on where one instance takes the place of another', async () => {
  const counter = meterOf(() => sdkOf('otel-2'))?.createCounter('charts');
  meters?.end();
  counter?.add(1);
  await collected();
  expect(isolated.runtime.metrics.family('charts_total')).toBeUndefined();
  meters?.begin();
  meters?.begin();
  counter?.add(1);
  await collected();
  expect(valuesOf('charts_total')).toEqual({ '': 2 });
  expect(clock.pending).toBe(1);
});

it('where there is no SDK, the API has meters that do nothing, and the remedy is said once', () => {
  expect([meterOf(() => undefined), meters?.provider]).toEqual([undefined, undefined]);
  expect(isolated.lines.map(({ line }) => line)).toEqual([
    expect.stringMatching(/sdk-metrics is not installed, .* install it .* \[ASTROLABE_METERS_OFF\]$/),
  ]);
});

it('an SDK that cannot be used is said so, and harms nobody', () => {
  expect(meterOf(() => ({}) as SdkMetrics)).toBeUndefined();
  expect([...isolated.runtime.diagnostics.counts().keys()]).toEqual(['ASTROLABE_METERS_OFF']);
});
