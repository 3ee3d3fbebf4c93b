import { describe, expect, it } from 'vitest';
import { histogramQuantile, parseMetrics, sumOf } from '../src/demo/metrics-page.ts';

const PAGE = `# HELP x_seconds Some time.
# TYPE x_seconds histogram
x_seconds_bucket{route="/a",le="0.1"} 50
x_seconds_bucket{route="/a",le="1"} 90
x_seconds_bucket{route="/a",le="+Inf"} 100
x_seconds_bucket{route="/b",le="0.1"} 0
x_seconds_bucket{route="/b",le="1"} 100
x_seconds_bucket{route="/b",le="+Inf"} 100
x_seconds_count{route="/a"} 100
x_seconds_count{route="/b"} 100
odd_total{text="a \\"quoted\\", back\\\\slash{}\\nline"} 1e3 1790000000000
plain 2.5
`;

describe('a page of metrics', () => {
  const samples = parseMetrics(PAGE);

  it('has its samples with their labels, as they were before escaping', () => {
    expect(samples.find(({ name }) => name === 'odd_total')).toEqual({
      name: 'odd_total',
      labels: { text: 'a "quoted", back\\slash{}\nline' },
      value: 1_000,
    });
    expect(samples.find(({ name }) => name === 'plain')).toEqual({ name: 'plain', labels: {}, value: 2.5 });
    expect(samples).toHaveLength(10);
  });

  it('has sums over all series, or over those with a label', () => {
    expect(sumOf(samples, 'x_seconds_count')).toBe(200);
    expect(sumOf(samples, 'x_seconds_count', { route: '/a' })).toBe(100);
    expect(sumOf(samples, 'y_total')).toBe(0);
  });

  it('has quantiles over all series, interpolated within a bucket', () => {
    expect(histogramQuantile(samples, 'x_seconds', 0.25)).toBeCloseTo(0.1);
    expect(histogramQuantile(samples, 'x_seconds', 0.6)).toBeCloseTo(0.1 + 0.9 * (70 / 140));
    expect(histogramQuantile(samples, 'x_seconds', 0.99), 'beyond the last edge').toBe(1);
    expect(histogramQuantile(samples, 'y_seconds', 0.5)).toBeUndefined();
  });
});
