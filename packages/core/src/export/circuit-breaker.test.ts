import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { CircuitBreaker } from './circuit-breaker.js';

const setUp = (random = 0.5) => {
  const clock = createManualClock();
  return { clock, breaker: new CircuitBreaker(clock, () => random) };
};

describe('after a failure', () => {
  it('nothing is tried for a second, and twice as long after each further one, up to a minute', () => {
    const { clock, breaker } = setUp();
    const pauses = Array.from({ length: 8 }, () => {
      breaker.failed();
      const { pauseMs } = breaker;
      clock.advance(pauseMs);
      expect(breaker.pauseMs).toBe(0);
      return pauseMs;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it.each([
    [0, 800],
    [1, 1_200],
  ])('bots come back at different times: %d is %d ms', (random, pauseMs) => {
    const { breaker } = setUp(random);
    breaker.failed();
    expect(breaker.pauseMs).toBeCloseTo(pauseMs, 9);
  });

  it('a success begins anew', () => {
    const { breaker } = setUp();
    for (let count = 0; count < 5; count++) breaker.failed();
    breaker.succeeded();
    expect(breaker.pauseMs).toBe(0);
    breaker.failed();
    expect(breaker.pauseMs).toBe(1_000);
  });

  it.each([
    [30_000, 30_000],
    [500, 1_000],
    [86_400_000, 600_000],
    [Number.POSITIVE_INFINITY, 600_000],
  ])('a collector that asks for %d ms is left alone for %d', (askedMs, pauseMs) => {
    const { breaker } = setUp();
    breaker.failed(askedMs);
    expect(breaker.pauseMs).toBe(pauseMs);
  });

  it('a suspended process, or a wall clock that steps, makes no pause longer', () => {
    const { clock, breaker } = setUp();
    breaker.failed();
    clock.stepWall(-86_400_000);
    clock.suspend(60_000);
    expect(breaker.pauseMs).toBe(0);
  });
});
