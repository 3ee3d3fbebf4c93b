import { describe, expect, it } from 'vitest';
import { spread } from '../statistics.ts';
import { complaints, percent, scrapeShare } from './verdict.ts';

const result = (shares: readonly number[], sampled = true) => ({ sampled, watching: spread(shares) });

describe('the verdict on the resources', () => {
  it('is content within the target, though the machine was busy in some rounds', () => {
    expect(complaints(result([0.000_2, 0.000_3, 0.000_3, 0.01]))).toEqual([]);
  });

  it('complains of more than 0.05 % of a core', () => {
    expect(complaints(result([0.000_7, 0.000_7, 0.000_7]))).toEqual([
      'watching took 0.0700 % of a core or more; at most 0.0500 % are allowed',
    ]);
  });

  it('does not believe in what was not on', () => {
    expect(complaints(result([0], false))).toEqual(['the resources were not sampled: what they cost is not known']);
  });
});

it('a scrape is a share of the 15 s until the next', () => {
  expect(percent(scrapeShare(1_500))).toBe('0.0100 %');
});
