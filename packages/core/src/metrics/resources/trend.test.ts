import { expect, it } from 'vitest';
import { slope } from './trend.js';

const line = (values: readonly number[]) => values.map((value, minute) => ({ atSeconds: minute * 60, value }));

it('is what a value changes a second', () => {
  expect(slope(line([1_000, 940, 880, 820]))).toBeCloseTo(-1);
  expect(slope(line([5, 5, 5]))).toBe(0);
});

it('is not moved by a few points far off, which a mean would be', () => {
  const values = Array.from({ length: 20 }, (_, minute) => 10_000 - 60 * minute);
  values[7] = 90_000;
  values[19] = 1;
  expect(slope(line(values))).toBeCloseTo(-1);
  expect(((values[19] as number) - (values[0] as number)) / (19 * 60)).toBeLessThan(-8);
});

it('is unknown for less than two points in time', () => {
  expect(slope([])).toBeNaN();
  expect(slope(line([1]))).toBeNaN();
  expect(slope([...line([1]), ...line([2])])).toBeNaN();
});
