import { describe, expect, it } from 'vitest';
import { createSlidingWindow } from './sliding-window.js';

const counts = (total: number, failed = 0) => ({ total, failed });

describe('a sliding window', () => {
  it('counts from its first sample on, whatever was counted before', () => {
    const window = createSlidingWindow(100, 10);
    expect(window.advance(5, counts(70, 7))).toEqual(counts(0));
    expect(window.advance(6, counts(75, 9))).toEqual(counts(5, 2));
  });

  it('forgets what is older than its length, and not a moment before', () => {
    const window = createSlidingWindow(100, 10);
    window.advance(0, counts(0));
    window.advance(10, counts(8, 8));
    expect(window.advance(100, counts(8, 8))).toEqual(counts(8, 8));
    expect(window.advance(101, counts(8, 8))).toEqual(counts(0));
  });

  it('never counts what is older than its length, even when nobody asked for a while', () => {
    const window = createSlidingWindow(100, 10);
    window.advance(0, counts(0));
    expect(window.advance(500, counts(90, 90))).toEqual(counts(0));
    expect(window.advance(501, counts(91, 91))).toEqual(counts(1, 1));
  });

  it('keeps no sample that is closer to the last one than its spacing, so that it stays small', () => {
    const window = createSlidingWindow(100, 10);
    window.advance(0, counts(0));
    window.advance(9, counts(4));
    expect(window.advance(101, counts(6))).toEqual(counts(0));
  });

  it('keeps its length when it is asked more often than it takes samples', () => {
    const window = createSlidingWindow(100, 10);
    for (let nowMs = 0; nowMs <= 1_000; nowMs++) {
      const { total } = window.advance(nowMs, counts(nowMs));
      expect(total).toBeLessThanOrEqual(100);
      if (nowMs >= 100) expect(total).toBeGreaterThan(90);
    }
  });
});
