import { expect, it } from 'vitest';
import { parseCollectorOptions } from './options.ts';

it('makes as many rounds as fit into the time, and three at least', () => {
  expect(parseCollectorOptions(['--minutes', '4'])).toMatchObject({ requests: 4_000, rate: 2_000, rounds: 24 });
  expect(parseCollectorOptions(['--quick'])).toMatchObject({ requests: 1_000, rounds: 8 });
  expect(parseCollectorOptions(['--minutes', '1', '--rate', '100'])).toMatchObject({ rounds: 3 });
  expect(parseCollectorOptions(['--rounds', '5'])).toMatchObject({ rounds: 5 });
});

it('names the flag, the value and what it takes when one is wrong', () => {
  expect(() => parseCollectorOptions(['--rounds', '2'])).toThrow('--rounds is "2"; it takes a whole number from 3');
});
