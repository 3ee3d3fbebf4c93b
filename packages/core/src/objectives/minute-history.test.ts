import { describe, expect, it } from 'vitest';
import { type DayOfMinutes, MinuteHistory } from './minute-history.js';

/** A seeded generator (mulberry32), so that a failure can be repeated. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const FIRST = 20_000 * 1_440 - 700;
const SPAN = 5 * 1_440;

interface Minute {
  readonly minute: number;
  readonly good: number;
  readonly total: number;
  readonly coveredMs: number;
}

const drawMinutes = (seed: number): readonly Minute[] => {
  const next = random(seed);
  return Array.from({ length: 2_000 }, () => {
    const total = Math.floor(next() * 50);
    const minute = FIRST + Math.floor(next() * SPAN);
    return { minute, total, good: Math.floor(next() * (total + 1)), coveredMs: Math.floor(next() * 4_000) };
  });
};
const fill = (minutes: readonly Minute[]) => {
  const history = new MinuteHistory();
  for (const { minute, good, total, coveredMs } of minutes) history.add(minute, good, total, coveredMs);
  return history;
};
/** The same by plain addition. */
const plainSums = (minutes: readonly Minute[], first: number, last: number) => {
  const sums = { good: 0, total: 0, coveredMs: 0 };
  for (const { minute, good, total, coveredMs } of minutes) {
    if (minute < first || minute > last) continue;
    sums.good += good;
    sums.total += total;
    sums.coveredMs += coveredMs;
  }
  return sums;
};
const ranges = (seed: number) => {
  const next = random(seed);
  return Array.from({ length: 200 }, () => {
    const first = FIRST - 1_000 + Math.floor(next() * (SPAN + 2_000));
    return [first, first + Math.floor(next() * SPAN)] as const;
  });
};

describe('a history of minutes', () => {
  it.each([1, 2, 3])('sums any range as plain addition does (seed %d)', (seed) => {
    const minutes = drawMinutes(seed);
    const history = fill(minutes);
    for (const [first, last] of ranges(seed))
      expect(history.sums(first, last)).toEqual(plainSums(minutes, first, last));
  });

  it('would be caught by the same comparison with one event in another minute', () => {
    const minutes = drawMinutes(4);
    const [one] = minutes as [Minute];
    const moved = fill([{ ...one, minute: one.minute + 1 }, ...minutes.slice(1)]);
    const differs = ranges(4).some(([first]) => {
      const { total } = moved.sums(first, one.minute);
      return total !== plainSums(minutes, first, one.minute).total;
    });
    expect(differs).toBe(true);
  });

  it.each([-1_441, -60, 0, 1, 1_440])('is taken over by another one, %d minutes later, within its bounds', (shift) => {
    const minutes = drawMinutes(5);
    const taken = new MinuteHistory();
    taken.addDays(fill(minutes).days(), shift, FIRST + 100, FIRST + 4_000);
    const moved = minutes
      .map((each) => ({ ...each, minute: each.minute + shift }))
      .filter(({ minute }) => minute >= FIRST + 100 && minute <= FIRST + 4_000);
    for (const [first, last] of ranges(5)) expect(taken.sums(first, last)).toEqual(plainSums(moved, first, last));
  });

  it('covers no minute more than once', () => {
    const history = fill([
      { minute: 5, good: 0, total: 0, coveredMs: 40_000 },
      { minute: 5, good: 0, total: 0, coveredMs: 40_000 },
    ]);
    expect(history.sums(5, 5).coveredMs).toBe(60_000);
  });

  it('forgets whole days, and holds 14,400 bytes for each', () => {
    const history = fill(drawMinutes(6));
    const bytes = (days: ReadonlyMap<number, DayOfMinutes>) =>
      [...days.values()].reduce((sum, { good, total, coveredMs }) => {
        return sum + good.byteLength + total.byteLength + coveredMs.byteLength;
      }, 0);
    expect(bytes(history.days())).toBe(6 * 14_400);
    history.forgetBefore(20_002 * 1_440);
    expect([...history.days().keys()].sort()).toEqual([20_002, 20_003, 20_004]);
    history.forgetBefore(20_002 * 1_440 + 1);
    expect(history.days().size).toBe(3);
  });
});
