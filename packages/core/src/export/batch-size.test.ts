import { describe, expect, it } from 'vitest';
import { BatchSize } from './batch-size.js';

/** The sizes of batches of which each takes `msEach` for every one in it. */
const sizes = (msEach: number, most = 512, least = 1): readonly number[] => {
  const size = new BatchSize(most, least);
  return Array.from({ length: 8 }, () => {
    const { current } = size;
    size.took(current * msEach, current);
    return current;
  });
};

describe('a batch', () => {
  it('begins small, and grows no faster than by twice, up to the most there may be', () => {
    expect(sizes(0)).toEqual([4, 8, 16, 32, 64, 128, 256, 512]);
  });

  it('is as large as fits into its time', () => {
    expect(sizes(0.01).slice(-2)).toEqual([100, 100]);
  });

  it('is one at least, however long one takes', () => {
    expect(sizes(50).slice(1)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('is never so small that it is worth no request', () => {
    expect(sizes(50, 512, 32)).toEqual([32, 32, 32, 32, 32, 32, 32, 32]);
    expect(sizes(50, 5, 32)).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
  });

  it('is never more than the most, not at the beginning either', () => {
    expect(Math.max(...sizes(0, 5))).toBe(5);
  });

  it('is as large after a rest as fits into its time where each takes three times as long, and not smaller than the first', () => {
    const rested = (msEach: number): readonly number[] => {
      const size = new BatchSize(512);
      for (let batch = 0; batch < 8; batch++) size.took(size.current * msEach, size.current);
      const before = size.current;
      size.rested();
      return [before, size.current];
    };
    expect([rested(0.0001), rested(0.001), rested(0.01), rested(0.2)]).toEqual([
      [512, 512],
      [512, 333],
      [100, 33],
      [5, 4],
    ]);
  });

  it('is not larger after a rest than before it', () => {
    const size = new BatchSize(512);
    size.rested();
    expect(size.current).toBe(4);
    size.took(0.004, 4);
    size.rested();
    expect(size.current).toBe(8);
  });

  it('is hardly smaller for one collection of garbage', () => {
    const size = new BatchSize(512);
    for (let batch = 0; batch < 8; batch++) size.took(size.current * 0.001, size.current);
    size.took(3, 512);
    expect(size.current).toBeGreaterThan(400);
  });

  it('learns nothing of an empty one', () => {
    const size = new BatchSize(512);
    size.took(100, 0);
    expect(size.current).toBe(4);
  });
});
