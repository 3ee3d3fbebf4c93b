import { describe, expect, it } from 'vitest';
import { addedTo, median, quantile, rotated, spread } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('is not moved by one value that is far off', () => {
    expect(median([1, 2, 3, 4, 1_000])).toBe(3);
  });

  it('has nothing to say about nothing', () => {
    expect(median([])).toBeNaN();
  });

  it('finds quantiles between neighbours', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([1, 2, 3], 1)).toBe(3);
    expect(spread([1, 2, 3, 4, 5])).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4 });
  });

  it('compares what was measured in one round, so that a slow machine does not count as a slow variant', () => {
    expect(addedTo([10, 100], [12, 102])).toEqual([2, 2]);
  });

  it('begins every round at another place and keeps everybody in it', () => {
    const variants = ['a', 'b', 'c'];
    expect([0, 1, 2].map((round) => rotated(variants, round)[0])).toEqual(['a', 'a', 'c']);
    for (let round = 0; round < 6; round++) expect(rotated(variants, round).toSorted()).toEqual(variants);
  });
});
