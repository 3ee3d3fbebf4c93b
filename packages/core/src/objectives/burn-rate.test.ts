import { describe, expect, it } from 'vitest';
import {
  budgetRemaining,
  burnRate,
  burnsFasterThan,
  checkBurnFactor,
  highestBurnRate,
  secondsUntilSpent,
} from './burn-rate.js';

describe('the burn rate', () => {
  it('is 1 where the budget lasts exactly for its window, and without events nothing burns', () => {
    expect(burnRate({ good: 95, total: 100 }, 0.95)).toBe(1);
    expect(burnRate({ good: 40, total: 100 }, 0.95)).toBe(12);
    expect(burnRate({ good: 0, total: 0 }, 0.95)).toBe(0);
    expect(highestBurnRate(0.95)).toBe(20);
  });

  it.each([0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999])(
    'is exact at a target of %d where a budget is spent to the last event, and one more or less tells',
    (target) => {
      for (let bad = 1; bad <= 3_000; bad++) {
        const total = Math.round(bad / (1 - target));
        expect(burnRate({ good: total - bad, total }, target)).toBe(1);
        expect(budgetRemaining({ good: total - bad, total }, target)).toBe(0);
      }
      const total = Math.round(1e9 / (1 - target));
      expect(budgetRemaining({ good: total - 1e9 - 1, total }, target)).toBeLessThan(0);
      expect(budgetRemaining({ good: total - 1e9 + 1, total }, target)).toBeGreaterThan(0);
    },
  );

  it('leaves of the budget what it has not spent, and less than nothing when it is overspent', () => {
    expect(budgetRemaining({ good: 100, total: 100 }, 0.95)).toBe(1);
    expect(budgetRemaining({ good: 98, total: 100 }, 0.95)).toBe(0.6);
    expect(budgetRemaining({ good: 90, total: 100 }, 0.95)).toBe(-1);
  });

  it('tells when the budget will be spent', () => {
    expect(secondsUntilSpent(0.5, 3, 30 * 86_400_000)).toBe(5 * 86_400);
    expect(secondsUntilSpent(0.5, 0, 86_400_000)).toBe(Number.POSITIVE_INFINITY);
    expect(secondsUntilSpent(-0.1, 3, 86_400_000)).toBe(0);
  });
});

describe('a rule about the burn rate', () => {
  it.each([
    [20, 0.95],
    [21, 0.95],
    // In binary, 10 × (1 − 0.9) is a little below 1.
    [10, 0.9],
    [0, 0.95],
    [Number.NaN, 0.95],
  ])('is refused at factor %d and a target of %d: it could never fire, or always', (factor, target) => {
    expect(() => checkBurnFactor(factor, target)).toThrow(/choose a factor/);
  });

  it('may have any factor that everything being bad would exceed', () => {
    for (const factor of [1, 6, 14.4, 19.99]) checkBurnFactor(factor, 0.95);
    const allBad = { good: 0, total: 50 };
    expect(burnsFasterThan(19.99, allBad, allBad, 0.95)).toBe(true);
  });

  it('holds when it burns over both windows: the long one for the cost, the short one for the end', () => {
    const bad = { good: 60, total: 100 };
    const well = { good: 100, total: 100 };
    expect(burnsFasterThan(6, bad, bad, 0.95)).toBe(true);
    expect(burnsFasterThan(6, bad, well, 0.95)).toBe(false);
    expect(burnsFasterThan(6, well, bad, 0.95)).toBe(false);
    expect(burnsFasterThan(9, bad, bad, 0.95)).toBe(false);
  });
});
