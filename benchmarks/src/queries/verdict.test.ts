import { describe, expect, it } from 'vitest';
import { complaints, TARGET } from './verdict.ts';

/** The lower end of the middle half, and a busy machine above it. */
const timing = (lowerQuartile: number) => ({
  source: 'mysql2',
  nanos: { lowerQuartile, median: lowerQuartile * 9, upperQuartile: lowerQuartile * 10 },
});

describe('the verdict on queries', () => {
  it('is content with the target, however busy the machine was in most rounds', () => {
    expect(complaints([timing(TARGET)], [{ what: 'queries', sent: 50, recorded: 50 }])).toEqual([]);
  });

  it('names every source that took too long, or was not timed', () => {
    expect(complaints([timing(1_100)], [])).toEqual([
      'a query of mysql2 took 1100 ns or more in three of four rounds; the target is 1,000',
    ]);
    expect(complaints([timing(Number.NaN)], [])).toHaveLength(1);
  });

  it('does not believe in what was not recorded', () => {
    expect(complaints([], [{ what: 'queries', sent: 50, recorded: 49 }])).toEqual(['queries: 49 of 50 were recorded']);
  });
});
