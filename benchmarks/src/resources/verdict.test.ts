import { describe, expect, it } from 'vitest';
import { spread } from '../statistics.ts';
import { complaints, type ResourcesResult } from './verdict.ts';

const result = (shares: readonly number[], rest: Partial<ResourcesResult> = {}): ResourcesResult => ({
  sampled: true,
  watching: spread(shares),
  readMicros: 300,
  collectionMicros: spread([10]),
  ...rest,
});

describe('the verdict on the resources', () => {
  it('is content within the target, though the machine was busy in some rounds', () => {
    expect(complaints(result([0.000_2, 0.000_3, 0.000_3, 0.01]))).toEqual([]);
  });

  it('complains of more than 0.05 % of a core', () => {
    expect(complaints(result([0.000_7, 0.000_7, 0.000_7]))).toEqual([
      'watching and scraping took 0.0720 % of a core or more; at most 0.0500 % are allowed',
    ]);
  });

  it('complains of a scrape that costs too much', () => {
    expect(complaints(result([0.000_1], { readMicros: 9_000 }))).toEqual([
      'watching and scraping took 0.0700 % of a core or more; at most 0.0500 % are allowed',
    ]);
  });

  it('does not believe in what was not on', () => {
    expect(complaints(result([0], { sampled: false }))).toEqual([
      'the resources were not sampled: what they cost is not known',
    ]);
  });
});
