import { describe, expect, it } from 'vitest';
import { complaints, TARGETS, type Timing } from './verdict.ts';

/** Every operation with a target, at so many times its target. */
const timings = (share: number, library = 'astrolabe'): Timing[] =>
  [...TARGETS].map(([operation, target]) => {
    const lowerQuartile = target * share;
    return {
      operation,
      library,
      nanos: { lowerQuartile, median: lowerQuartile * 9, upperQuartile: lowerQuartile * 10 },
    };
  });
const proofs = [{ metric: 'charts_total', sent: 5_000, counted: 5_000 }];

describe('the verdict on recording', () => {
  it('is content within the targets, though the machine was busy in most rounds', () => {
    expect(complaints(timings(1), proofs)).toEqual([]);
  });

  it('names every operation that took too long', () => {
    const found = complaints(timings(1.1), proofs);
    expect(found).toHaveLength(TARGETS.size);
    expect(found[0]).toBe(
      'counter of two labels, labels each time: 165 ns or more in three of four rounds; at most 150 are allowed',
    );
  });

  it('does not believe in what was not counted', () => {
    expect(complaints(timings(1), [{ metric: 'charts_total', sent: 5_000, counted: 4_999 }])).toEqual([
      'astrolabe counted 4,999 of 5,000 in charts_total',
    ]);
  });

  it('does not take the opponents for ours, or nothing for little', () => {
    expect(complaints(timings(1, 'prom-client'), proofs)).toHaveLength(TARGETS.size);
  });
});
