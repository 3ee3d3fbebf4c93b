import { expect, it } from 'vitest';
import { canonicalNumber, formatNumber } from './number.js';

it.each([
  [0, '0'],
  [2, '2'],
  [0.25, '0.25'],
  [-1.5, '-1.5'],
  [1e21, '1e+21'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('writes the value %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

it('writes what is no number as NaN', () => {
  expect(formatNumber(undefined as unknown as number)).toBe('NaN');
  expect(formatNumber('many' as unknown as number)).toBe('NaN');
});

it.each([
  [0, '0.0'],
  [2, '2.0'],
  [10, '10.0'],
  [0.005, '0.005'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [100_000, '100000.0'],
  [1_000_000, '1e+06'],
  [1_234_567, '1.234567e+06'],
  [1e22, '1e+22'],
  [1e-10, '1e-10'],
  [1e100, '1e+100'],
  [-2, '-2.0'],
  [Number.POSITIVE_INFINITY, '+Inf'],
])('writes the edge %d canonically as %s', (edge, text) => expect(canonicalNumber(edge)).toBe(text));

it('writes canonical numbers that read back as what they were', () => {
  for (let index = 0; index < 1_000; index++) {
    const number = (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 40 - 20);
    expect(Number(canonicalNumber(number))).toBe(number);
  }
});
