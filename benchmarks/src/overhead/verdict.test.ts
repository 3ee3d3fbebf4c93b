import { describe, expect, it } from 'vitest';
import type { FrameworkResult } from './report.ts';
import type { VariantName } from './variants.ts';
import { complaints, whyNotJudged } from './verdict.ts';

const result = (added: Partial<Record<VariantName, readonly [lower: number, upper: number]>>, rounds = 24) => ({
  framework: 'express' as const,
  heats: 2,
  rounds,
  recording: undefined,
  variants: Object.entries(added).map(([variant, [lowerQuartile, upperQuartile]]) => {
    const spread = { median: (lowerQuartile + upperQuartile) / 2, lowerQuartile, upperQuartile };
    return { variant: variant as VariantName, micros: spread, added: spread, sent: 1, counted: 1 };
  }),
});
const verdict = (...given: Parameters<typeof result>) => complaints(result(...given) satisfies FrameworkResult);

describe('the verdict on the overhead', () => {
  it('is content within all targets, however busy the machine was', () => {
    expect(verdict({ astrolabe: [0.9, 1.4], 'otel-3': [20, 24], otel: [40, 44], 'dd-trace': [40, 45] })).toEqual([]);
    expect(verdict({ astrolabe: [-4, 9], 'otel-3': [15, 40], 'popular-stack': [200, 300] })).toEqual([]);
    expect(verdict({ 'astrolabe-all-kept': [7.9, 12] })).toEqual([]);
  });

  it('complains of what is above 2 µs on Express even at the lower end of the middle half', () => {
    expect(verdict({ astrolabe: [2.1, 3], 'otel-3': [50, 60] })).toEqual([
      'astrolabe added 2.10 µs or more in three of four rounds on express; at most 2 are allowed',
    ]);
  });

  it('allows less on Fastify', () => {
    expect(complaints({ ...result({ astrolabe: [1.6, 1.9] }), framework: 'fastify' })).toEqual([
      'astrolabe added 1.60 µs or more in three of four rounds on fastify; at most 1.5 are allowed',
    ]);
  });

  it('complains of more than 8 µs where all is kept and exported', () => {
    expect(verdict({ 'astrolabe-all-kept': [8.1, 12] })).toEqual([
      'astrolabe-all-kept added 8.10 µs or more in three of four rounds on express; at most 8 are allowed',
    ]);
  });

  it.each([
    ['otel', 45, '1.80 are, 1/25 of OpenTelemetry 2.12'],
    ['otel-3', 24, '1.60 are, 1/15 of OpenTelemetry 3.1'],
    ['dd-trace', 30, '1.50 are, 1/20 of dd-trace 6'],
    ['popular-stack', 180, '1.80 are, 1/100 of prom-client + OTel + pino-http + Sentry'],
  ] as const)('complains of more than its part of %s', (opponent, upper, words) => {
    expect(verdict({ astrolabe: [1.9, 2], [opponent]: [10, upper] })).toEqual([
      `astrolabe added 1.90 µs or more in three of four rounds on express; at most ${words}`,
    ]);
  });

  it('judges without others by the microseconds alone', () => {
    expect(verdict({ astrolabe: [1.9, 3] })).toEqual([]);
    expect(verdict({ astrolabe: [2.1, 3] })).toHaveLength(1);
  });

  it('says that it does not judge by a handful of rounds', () => {
    const few = result({ astrolabe: [300, 300] }, 7);
    expect(complaints(few)).toEqual([]);
    expect(whyNotJudged(few)).toBe('no verdict on express: 7 rounds are too few, and 8 the least');
    expect(whyNotJudged(result({ astrolabe: [300, 300] }))).toBeUndefined();
    expect(whyNotJudged(result({ 'prom-client': [2, 3] }, 1))).toBeUndefined();
  });

  it('complains alike where nothing is sent', () => {
    expect(verdict({ 'astrolabe-alone': [2.1, 3], 'otel-3': [50, 60] })).toEqual([
      'astrolabe-alone added 2.10 µs or more in three of four rounds on express; at most 2 are allowed',
    ]);
  });
});
