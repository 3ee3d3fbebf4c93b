import { describe, expect, it } from 'vitest';
import { complaints, TARGETS, type Timings } from './verdict.ts';

/** The lower end of the middle half at so many times the target, and a busy machine above it. */
const spreadAt = (target: number, share: number) => {
  const lowerQuartile = target * share;
  return { lowerQuartile, median: lowerQuartile * 9, upperQuartile: lowerQuartile * 10 };
};
const timings = (share: number): Timings => ({
  childSpan: { astrolabe: spreadAt(TARGETS.childSpan, share), otel: spreadAt(1, 1) },
  outgoing: spreadAt(TARGETS.outgoing, share),
  ids: spreadAt(TARGETS.ids, share),
});

describe('the verdict on spans', () => {
  it('is content with the target, however busy the machine was in most rounds', () => {
    expect(complaints(timings(1), [{ what: 'spans', sent: 51, recorded: 51 }])).toEqual([]);
  });

  it('names everything that took too long', () => {
    expect(complaints(timings(1.1), [])).toEqual([
      "a child span through OpenTelemetry's API took 330 ns or more in three of four rounds; the target is 300",
      'the observation of an outgoing call took 1100 ns or more in three of four rounds; the target is 1,000',
      'the ids of the active span took 55 ns or more in three of four rounds; the target is 50',
    ]);
  });

  it('does not believe in what was not recorded, or in what was not timed', () => {
    expect(complaints(timings(1), [{ what: 'spans', sent: 51, recorded: 50 }])).toEqual([
      'spans: 50 of 51 were recorded',
    ]);
    expect(complaints(timings(Number.NaN), [])).toHaveLength(3);
  });
});
