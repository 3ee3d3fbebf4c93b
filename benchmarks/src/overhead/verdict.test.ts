import { describe, expect, it } from 'vitest';
import type { FrameworkResult } from './report.ts';
import type { VariantName } from './variants.ts';
import { complaints, whyNotJudged } from './verdict.ts';

const result = (added: Partial<Record<VariantName, readonly [lower: number, upper: number]>>, rounds = 24) => ({
  framework: 'express' as const,
  heats: 2,
  rounds,
  variants: Object.entries(added).map(([variant, [lowerQuartile, upperQuartile]]) => {
    const spread = { median: (lowerQuartile + upperQuartile) / 2, lowerQuartile, upperQuartile };
    return { variant: variant as VariantName, micros: spread, added: spread, sent: 1, counted: 1 };
  }),
});
const verdict = (...given: Parameters<typeof result>) => complaints(result(...given) satisfies FrameworkResult);

describe('the verdict on the overhead', () => {
  it('is content within both targets, however busy the machine was', () => {
    expect(verdict({ astrolabe: [0.9, 1.4], 'otel-3': [20, 24] })).toEqual([]);
    expect(verdict({ astrolabe: [-4, 9], 'otel-3': [15, 40] })).toEqual([]);
  });

  it('complains of what is above 2.5 µs even at the lower end of the middle half', () => {
    expect(verdict({ astrolabe: [2.6, 3], 'otel-3': [50, 60] })).toEqual([
      'astrolabe added 2.60 µs or more in three of four rounds on express; at most 2.5 are allowed',
    ]);
  });

  it('complains of more than 1/15 of the cheaper OpenTelemetry', () => {
    expect(verdict({ astrolabe: [1.7, 1.8], otel: [40, 45], 'otel-3': [20, 24] })).toEqual([
      'astrolabe added 1.70 µs or more in three of four rounds on express; at most 1.60 are, 1/15 of the cheaper OpenTelemetry',
    ]);
  });

  it('judges without OpenTelemetry by the microseconds alone', () => {
    expect(verdict({ astrolabe: [2.4, 3] })).toEqual([]);
    expect(verdict({ astrolabe: [2.6, 3] })).toHaveLength(1);
  });

  it('says that it does not judge by a handful of rounds', () => {
    const few = result({ astrolabe: [300, 300] }, 7);
    expect(complaints(few)).toEqual([]);
    expect(whyNotJudged(few)).toBe('no verdict on express: 7 rounds are too few, and 8 the least');
    expect(whyNotJudged(result({ astrolabe: [300, 300] }))).toBeUndefined();
    expect(whyNotJudged(result({ 'prom-client': [2, 3] }, 1))).toBeUndefined();
  });
});
