import { expect, it } from 'vitest';
import { complaints } from './verdict.ts';

it('complains of what takes more than it may, or was not measured, and of nothing else', () => {
  const cost = { what: 'a sample', unit: 'µs' };
  expect(
    complaints([
      { ...cost, value: 10, target: 10 },
      { ...cost, value: 99 },
    ]),
  ).toEqual([]);
  expect(complaints([{ ...cost, value: 1_001, target: 1_000 }])).toEqual(['a sample: 1,001 µs, and not 1,000 at most']);
  expect(complaints([{ ...cost, value: Number.NaN, target: 10 }])).toHaveLength(1);
});
