import { describe, expect, it } from 'vitest';
import { bucketIndex, ExponentialBuckets, upperBound } from './exponential.js';
import { DURATION_EDGES, HistogramSeries } from './histogram.js';

/** A seeded generator (mulberry32), so that a failure can be repeated. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const lognormal = (next: () => number) =>
  0.2 * Math.exp(0.8 * Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next()));
const exactQuantile = (sorted: readonly number[], q: number) =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] as number;

describe('exponential buckets', () => {
  it('hold each value between their bounds, the upper one included', () => {
    const next = random(1);
    for (let round = 0; round < 50_000; round++) {
      const value = 2 ** (next() * 38 - 19);
      const index = bucketIndex(value);
      expect(value).toBeGreaterThan(upperBound(index - 1));
      expect(value).toBeLessThanOrEqual(upperBound(index));
    }
  });

  it('hold an exact bound in the bucket below it, as OpenTelemetry has it', () => {
    expect([0.5, 1, 2, 4].map(bucketIndex)).toEqual([-65, -1, 63, 127]);
    for (let index = -600; index < 600; index++) expect(bucketIndex(upperBound(index))).toBe(index);
  });

  it('grow in either direction without losing a count', () => {
    const buckets = new ExponentialBuckets();
    const values = [1, 0.00001, 1_000, 0.5, 1e6, 2e-6, 1, 1e9, 1e300];
    for (const value of values) buckets.add(value);
    expect(buckets.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(buckets.quantile(0)).toBeCloseTo(2e-6, 7);
  });

  it('stay small for what most series see', () => {
    const buckets = new ExponentialBuckets();
    for (let value = 0.05; value < 0.2; value *= 1.01) buckets.add(value);
    expect(buckets.counts.length).toBeLessThanOrEqual(256);
  });
});

describe('a histogram series', () => {
  it.each([1, 2, 3, 4])('has quantiles within 1 %% of the exact ones (seed %d)', (seed) => {
    const next = random(seed);
    const series = new HistogramSeries(DURATION_EDGES);
    const values = Array.from({ length: 20_000 }, () => lognormal(next));
    for (const value of values) series.observe(value);
    values.sort((a, b) => a - b);
    for (const q of [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1]) {
      const exact = exactQuantile(values, q);
      expect(Math.abs(series.quantile(q) - exact) / exact).toBeLessThan(0.01);
    }
  });

  it('is caught by the same comparison when one value in fifty is dropped above the median', () => {
    const next = random(9);
    const series = new HistogramSeries(DURATION_EDGES);
    const values = Array.from({ length: 20_000 }, () => lognormal(next)).sort((a, b) => a - b);
    for (const [index, value] of values.entries()) if (index < 19_600) series.observe(value);
    const exact = exactQuantile(values, 0.99);
    expect(Math.abs(series.quantile(0.99) - exact) / exact).toBeGreaterThan(0.01);
  });

  it('counts exactly what lies within an edge, the edge included', () => {
    const series = new HistogramSeries([1, 2, 5]);
    for (const value of [0.5, 1, 1.999999, 2, 2.000001, 5, 5.1, 60]) series.observe(value);
    expect([1, 2, 5].map((edge) => series.within(edge))).toEqual([2, 4, 6]);
    expect([0, 1, 2, 3].map((bucket) => series.bucketCount(bucket))).toEqual([2, 2, 2, 2]);
    expect(series.count).toBe(8);
  });

  it('has an edge at the threshold of the SLA', () => {
    expect(DURATION_EDGES).toContain(2);
  });

  it('estimates what lies within a value that is no edge', () => {
    const series = new HistogramSeries([1, 2, 5]);
    for (let value = 0.01; value < 10; value += 0.01) series.observe(value);
    expect(series.within(3)).toBeGreaterThan(295);
    expect(series.within(3)).toBeLessThan(305);
  });

  it('counts nothing, zero and negative durations without harm, and ignores what is no number', () => {
    const series = new HistogramSeries([1]);
    expect([series.count, series.sum, series.quantile(0.5)]).toEqual([0, 0, Number.NaN]);
    for (const value of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) series.observe(value);
    expect([series.count, series.sum, series.quantile(0.5), series.within(1)]).toEqual([2, 0, 0, 2]);
  });

  it('counts past what 32 bits hold', () => {
    const series = new HistogramSeries([1]);
    series.observe(0.5);
    const cells = (series as unknown as { cells: Float64Array }).cells;
    cells[1] = 2 ** 32;
    series.observe(0.5);
    expect(series.count).toBe(2 ** 32 + 1);
  });
});
