import { describe, expect, it } from 'vitest';
import { CounterSeries } from './counter-series.js';
import { GaugeSeries } from './gauge-series.js';

const TEN_MILLIONS = 10_000_000;

describe('money in a counter', () => {
  it('does not drift over ten million additions', () => {
    const cost = new CounterSeries();
    for (let call = 0; call < TEN_MILLIONS; call++) cost.inc(0.000123);
    expect(String(cost.value)).toBe('1230');
  });

  it('would drift if it were added up as doubles are', () => {
    const cost = new GaugeSeries();
    for (let call = 0; call < TEN_MILLIONS; call++) cost.inc(0.000123);
    expect(String(cost.value)).not.toBe('1230');
  });

  it('is right to the last digit for small amounts upon large ones', () => {
    const cost = new CounterSeries();
    cost.inc(1_000_000);
    for (let call = 0; call < 1_000_000; call++) cost.inc(0.0000007);
    expect(String(cost.value)).toBe('1000000.7');
  });

  it.each([
    [[0.1, 0.2], '0.3'],
    [[0.1, 0.7], '0.8'],
    [[1.15, 2.3], '3.45'],
    [[0.000001, 123_456.654321], '123456.654322'],
    [[0, 0], '0'],
  ] as const)('of %j is shown as %s', (amounts, shown) => {
    const cost = new CounterSeries();
    for (const amount of amounts) cost.inc(amount);
    expect(String(cost.value)).toBe(shown);
  });

  it('never seems to go down while it goes up', () => {
    const cost = new CounterSeries();
    let before = 0;
    for (let call = 0; call < 100_000; call++) {
      cost.inc(0.000_001_3 * ((call % 7) + 1));
      expect(cost.value).toBeGreaterThanOrEqual(before);
      before = cost.value;
    }
  });
});

it('whole numbers are exact up to 2^53', () => {
  const count = new CounterSeries();
  count.inc(2 ** 53 - 2);
  count.inc();
  expect(count.value).toBe(2 ** 53 - 1);
});
