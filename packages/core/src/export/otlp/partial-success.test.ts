import { describe, expect, it } from 'vitest';
import { rejectedCount } from './partial-success.js';

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

describe('the answer of a collector', () => {
  it.each([
    ['is empty', bytes(), 0],
    ['rejects 3, without words', bytes(0x0a, 2, 0x08, 3), 3],
    ['rejects 300, with words', bytes(0x0a, 6, 0x12, 1, 0x78, 0x08, 0xac, 0x02), 300],
    ['has words alone, which are a warning', bytes(0x0a, 3, 0x12, 1, 0x78), 0],
    ['has a field of later times first', bytes(0x10, 7, 0x0a, 2, 0x08, 3), 3],
    ['ends in the middle of a number', bytes(0x0a, 2, 0x08, 0x83), 0],
    ['ends in the middle of a length', bytes(0x0a, 0x80), 0],
    ['is longer within than it is', bytes(0x0a, 99, 0x08, 3), 3],
    ['is text', new TextEncoder().encode('{"partialSuccess":{}}'), 0],
    ['counts further than numbers do', bytes(0x0a, 11, 0x08, ...new Array<number>(9).fill(0xff), 1), 0],
  ])('that %s', (_what, answer, rejected) => {
    expect(rejectedCount(answer)).toBe(rejected);
  });
});
