import { describe, expect, it } from 'vitest';
import { complaints, type MemoryResult, toleranceOf } from './verdict.ts';

const sent = { answered: 900_000, left: 33_334, unknown: 33_333, failed: 33_333 };
const healthy: MemoryResult = {
  first: { requests: 500_000, bytes: 12_000_000 },
  last: { requests: 1_000_000, bytes: 12_100_000 },
  sent,
  counted: { 200: 900_000, 499: 33_334, 404: 33_333, 500: 33_333 },
  traces: {
    kept: { error: 25_000, sample: 9_500 },
    beyondCap: { error: 8_333, slow: 2 },
    spans: { exported: 34_490, queue_full: 9, unreachable: 1 },
    arrived: 34_490,
  },
};

describe('the verdict on memory', () => {
  it('lets the engine move a little', () => {
    expect(complaints(healthy)).toEqual([]);
  });

  it('sees one object kept for each aborted request', () => {
    const smallestObject = 16;
    const bytes = healthy.first.bytes + 16_667 * smallestObject;
    expect(complaints({ ...healthy, last: { requests: 1_000_000, bytes } })).toEqual([
      'the heap grew by 266,672 bytes; the tolerance is 133,333',
    ]);
  });

  it('sees one request that was not counted, or counted as something else', () => {
    const counted = { ...healthy.counted, 499: 33_333, 200: 900_001 };
    expect(complaints({ ...healthy, counted })).toEqual([
      'the store counted 900001 of 900000 requests as 200',
      'the store counted 33333 of 33334 requests as 499',
    ]);
  });

  it('sees one failure that was neither kept nor counted as beyond the cap', () => {
    const traces = { ...healthy.traces, beyondCap: { error: 8_332 } };
    expect(complaints({ ...healthy, traces })).toEqual([
      'of 33,333 failed requests 25,000 were kept, and 8,332 were counted as beyond the cap',
    ]);
  });

  it('sees one transaction that was kept, and neither arrived nor was counted as dropped', () => {
    const traces = { ...healthy.traces, arrived: 34_489 };
    expect(complaints({ ...healthy, traces })).toEqual([
      '34,500 transactions were kept, 34,489 were exported, and 10 were counted as dropped',
    ]);
  });

  it('does not take a bot that sends nothing for one that keeps nothing', () => {
    const traces = { ...healthy.traces, spans: {}, arrived: 0 };
    expect(complaints({ ...healthy, traces })).toEqual(['nothing was exported of 34,500 transactions that were kept']);
  });

  it('allows a short run what the engine takes anyway', () => {
    expect(toleranceOf(1_000)).toBe(131_072);
  });
});
