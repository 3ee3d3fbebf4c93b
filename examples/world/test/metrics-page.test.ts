import { describe, expect, it } from 'vitest';
import { hasFamily, parseMetrics, samplesOf, sumOf } from '../src/demo/metrics-page.ts';

const PAGE = `# HELP x_seconds Some time.
# TYPE x_seconds histogram
x_seconds_count{route="/a",le="+Inf"} 100
x_seconds_count{route="/b",le="+Inf"} 50
odd_total{text="a \\"quoted\\", back\\\\slash{}\\nline"} 1e3 1790000000000
# TYPE never_total counter
plain +Inf
`;

describe('a page of metrics', () => {
  const page = parseMetrics(PAGE);

  it('has its samples with their labels, as they were before escaping', () => {
    expect(samplesOf(page, 'odd_total')).toEqual([
      { name: 'odd_total', labels: { text: 'a "quoted", back\\slash{}\nline' }, value: 1_000 },
    ]);
    expect(samplesOf(page, 'plain')).toEqual([{ name: 'plain', labels: {}, value: Number.POSITIVE_INFINITY }]);
    expect(page.samples).toHaveLength(4);
  });

  it('has sums over all series, or over those with a label', () => {
    expect(sumOf(page, 'x_seconds_count')).toBe(150);
    expect(sumOf(page, 'x_seconds_count', { route: '/a' })).toBe(100);
    expect(sumOf(page, 'y_total')).toBe(0);
  });

  it('tells a family without samples from one that is not there', () => {
    expect(hasFamily(page, 'never_total')).toBe(true);
    expect(hasFamily(page, 'y_total')).toBe(false);
  });
});
