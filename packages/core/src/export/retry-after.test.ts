import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { retryAfterMs } from './retry-after.js';

/** 14 November 2023, 22:13:20 GMT. */
const clock = createManualClock(1_000, 1_700_000_000_000);

describe('the patience that a collector asks for', () => {
  it.each([
    ['120', 120_000],
    [' 3 ', 3_000],
    ['0', 0],
    ['Tue, 14 Nov 2023 22:14:20 GMT', 60_000],
    ['Tuesday, 14-Nov-23 22:14:20 GMT', 60_000],
    ['Tue, 14 Nov 2023 22:12:20 GMT', 0],
    ['-5', 0],
    ['soon', 0],
    ['', 0],
    [undefined, 0],
  ])('of %j is %d ms', (value, ms) => {
    expect(retryAfterMs(value, clock)).toBe(ms);
  });
});
