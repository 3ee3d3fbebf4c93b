import { expect, it } from 'vitest';
import { fixed, grouped, table } from './table.ts';

it('aligns text to the left and figures to the right', () => {
  expect(
    table(
      ['what', 'µs'],
      [
        ['bare', '17.5'],
        ['astrolabe', '2.0'],
      ],
    ),
  ).toBe(['what         µs', '─────────  ────', 'bare       17.5', 'astrolabe   2.0'].join('\n'));
});

it('shows a dash for what is not known', () => {
  expect(fixed(Number.NaN)).toBe('–');
  expect(fixed(1.26)).toBe('1.3');
  expect(grouped(1_000_000)).toBe('1,000,000');
});
