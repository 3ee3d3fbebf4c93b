import { describe, expect, it } from 'vitest';
import { complaints, type Proof, type Round, toTable } from './verdict.ts';

const round = (ownMs: number, count = 10): Round => ({
  micros: 20,
  slices: { count, ownMs, heldMs: ownMs + 1 },
  turns: { count, heldMs: ownMs + 2 },
});
const ALL: Proof = { spans: 1_000, exported: 1_000, transactions: 100, arrived: 100 };

describe('the verdict on sending', () => {
  it('is content with slices within the target, and says how long they were', () => {
    expect(complaints([round(1.2), round(1.9)], ALL)).toEqual([]);
    expect(toTable([round(1), round(2), round(1.5)], ALL)).toContain('1.50 (2.00)');
  });

  it('takes what is not long in three rounds of four for what the machine did', () => {
    expect(complaints([round(9), round(1), round(1.5), round(9), round(9)], ALL)).toEqual([]);
    expect(complaints([round(9), round(1), round(2.5), round(9), round(9)], ALL)).toEqual([
      'sending held the event loop for 2.50 ms or more in one slice of three rounds in four; the target is 2 ms',
    ]);
  });

  it('does not believe in slices that nobody saw, or in spans that were not sent', () => {
    expect(complaints([round(1, 0)], ALL)).toEqual(['the probe saw no slice']);
    expect(complaints([round(1)], { ...ALL, exported: 999, arrived: 99 })).toEqual([
      '999 of 1,000 spans were exported',
      '99 of 100 transactions have arrived',
    ]);
  });
});
