import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { KeepCap } from './keep-cap.js';

const CAP = 20;
const setUp = () => {
  const clock = createManualClock();
  return { clock, cap: new KeepCap(clock, CAP) };
};
const admitted = (cap: KeepCap, count: number, place: string, cause: string | number = 500): number =>
  Array.from({ length: count }, () => cap.admits(place, cause)).filter(Boolean).length;

describe('the cap of what is kept a second', () => {
  it('keeps all that comes within it, second by second', () => {
    const { clock, cap } = setUp();
    for (let second = 0; second < 10; second++) {
      expect(admitted(cap, CAP, '/chart')).toBe(CAP);
      clock.advance(1_000);
    }
  });

  it('keeps the first of every route and kind of error in the midst of a storm, and a share of each after it', () => {
    const { clock, cap } = setUp();
    const kept = new Map<string, number>();
    const comes = (place: string, cause: string) => {
      if (cap.admits(place, cause)) kept.set(`${place} ${cause}`, (kept.get(`${place} ${cause}`) ?? 0) + 1);
    };
    for (let tenth = 0; tenth < 600; tenth++) {
      for (let one = 0; one < 100; one++) comes('/chart', 'TypeError');
      for (const cause of ['RangeError', 'slow']) comes('/chart', cause);
      for (const place of ['/login', '/webhook']) comes(place, 'TypeError');
      clock.advance(100);
    }
    const [storm = 0, ...others] = [...kept.values()].sort((a, b) => b - a);
    expect(kept.size).toBe(5);
    // A minute of a quarter of 20 a second, shared by five.
    for (const count of others) expect(count).toBeGreaterThanOrEqual(60);
    expect(storm).toBeLessThanOrEqual(60 * CAP + CAP + 61);
  });

  it('is never exceeded by more than a quarter, and one of each kind', () => {
    const { clock, cap } = setUp();
    let kept = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      kept += admitted(cap, 3, `/${ms % 7}`);
      clock.advance(1);
    }
    expect(kept).toBeLessThanOrEqual(CAP + 10 * CAP * 1.25 + 7);
    expect(kept).toBeGreaterThanOrEqual(10 * CAP);
  });

  it('has room again a second after a storm', () => {
    const { clock, cap } = setUp();
    admitted(cap, 10_000, '/chart');
    clock.advance(1_000);
    expect(admitted(cap, CAP, '/login')).toBe(CAP);
  });

  it('remembers no more than five hundred kinds, and lets go of those that are not seen for a minute', () => {
    const { clock, cap } = setUp();
    admitted(cap, CAP, '/chart');
    const kinds = (from: number) =>
      Array.from({ length: 1_000 }, (_, index) => cap.admits('/chart', `E${from + index}`)).filter(Boolean).length;
    expect(kinds(0)).toBe(501);
    clock.advance(60_000);
    admitted(cap, CAP, '/chart');
    expect(kinds(1_000)).toBeGreaterThanOrEqual(500);
  });

  it('is not fooled by a process that was suspended', () => {
    const { clock, cap } = setUp();
    admitted(cap, CAP, '/chart');
    clock.suspend(60_000);
    clock.stepWall(-3_600_000);
    expect(admitted(cap, 1_000, '/chart')).toBeLessThanOrEqual(CAP * 1.25 + 1);
  });
});
