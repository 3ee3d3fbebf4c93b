import { describe, expect, it } from 'vitest';
import { complaints, type MemoryResult, toleranceOf } from './verdict.ts';

const sent = { answered: 900_000, left: 33_334, unknown: 33_333, failed: 33_333 };
const healthy: MemoryResult = {
  first: { requests: 100_000, bytes: 12_000_000 },
  last: { requests: 1_000_000, bytes: 12_100_000 },
  sent,
  counted: { 200: 900_000, 499: 33_334, 404: 33_333, 500: 33_333 },
};

describe('the verdict on memory', () => {
  it('lets the engine move a little', () => {
    expect(complaints(healthy)).toEqual([]);
  });

  it('sees one object kept for each aborted request', () => {
    const smallestObject = 16;
    const bytes = healthy.first.bytes + 30_000 * smallestObject;
    expect(complaints({ ...healthy, last: { requests: 1_000_000, bytes } })).toEqual([
      'the heap grew by 480,000 bytes; the tolerance is 240,000',
    ]);
  });

  it('sees one request that was not counted, or counted as something else', () => {
    const counted = { ...healthy.counted, 499: 33_333, 200: 900_001 };
    expect(complaints({ ...healthy, counted })).toEqual([
      'the store counted 900001 of 900000 requests as 200',
      'the store counted 33333 of 33334 requests as 499',
    ]);
  });

  it('allows a short run what the engine takes anyway', () => {
    expect(toleranceOf(1_000)).toBe(196_608);
  });
});
