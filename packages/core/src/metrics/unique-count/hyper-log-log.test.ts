import { describe, expect, it } from 'vitest';
import { DenseRegisters } from './dense-registers.js';
import { HyperLogLog } from './hyper-log-log.js';
import { SipHash } from './sip-hash.js';

/** What Astrolabe promises of a count of users. */
const TOLERANCE = 0.016;
const SEEDS = [1, 2, 3, 4, 5];
const CARDINALITIES = [10, 100, 1_000, 5_000, 6_200, 10_000, 30_000, 100_000, 300_000, 1_000_000];

const keyOf = (seed: number) => Uint8Array.from({ length: 16 }, (_, byte) => (seed * 37 + byte * 11) & 0xff);
/** A sketch of users `from` to `to`, who are phone numbers. */
const sketchOf = (seed: number, to: number, from = 0, sketch = new HyperLogLog()) => {
  const hash = new SipHash(keyOf(seed));
  for (let user = from; user < to; user++) {
    hash.hash(`4477${user}`);
    sketch.add(hash.high, hash.low);
  }
  return sketch;
};
const errorOf = (estimate: number, truth: number) => Math.abs(estimate - truth) / truth;
const ranksOf = ({ content }: HyperLogLog) => (content as DenseRegisters).ranks;

describe('an estimate', () => {
  it.each(SEEDS)('is at most 1.6 %% off, from 10 users to 1,000,000 (key %d)', (seed) => {
    const sketch = new HyperLogLog();
    let before = 0;
    for (const users of CARDINALITIES) {
      sketchOf(seed, users, before, sketch);
      expect(errorOf(sketch.estimate(), users), `of ${users} users`).toBeLessThan(TOLERANCE);
      before = users;
    }
  });

  it('has the standard error that theory gives it, 0.41 %, and no bias', () => {
    const errors = Array.from({ length: 60 }, (_, seed) => sketchOf(seed + 100, 20_000).estimate() / 20_000 - 1);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(deviation).toBeLessThan(0.006);
  });

  it('is exact, or one off in thousands, while it is sparse', () => {
    for (const users of [0, 1, 2, 10, 100]) expect(sketchOf(1, users).estimate()).toBe(users);
    expect(Math.abs(sketchOf(1, 6_000).estimate() - 6_000)).toBeLessThanOrEqual(6);
  });

  it('does not grow with users who come again', () => {
    const sketch = sketchOf(1, 20_000);
    const before = sketch.estimate();
    sketchOf(1, 20_000, 0, sketch);
    expect(sketch.estimate()).toBe(before);
  });

  it('would fail this comparison with a hash that repeats itself', () => {
    const sketch = new HyperLogLog();
    const hash = new SipHash(keyOf(1));
    for (let user = 0; user < 20_000; user++) {
      // One user in thirty-two has the hash of another one.
      hash.hash(`${user % 32 === 0 ? user + 1 : user}`);
      sketch.add(hash.high, hash.low);
    }
    expect(errorOf(sketch.estimate(), 20_000)).toBeGreaterThan(TOLERANCE);
  });

  it('would fail it with registers that lose their highest ranks', () => {
    const full = ranksOf(sketchOf(1, 1_000_000));
    const cut = new DenseRegisters(full.map((rank) => Math.min(rank, 5)));
    expect(errorOf(cut.estimate(), 1_000_000)).toBeGreaterThan(TOLERANCE);
  });

  it('takes every hash there can be', () => {
    const sketch = new HyperLogLog();
    for (const [high, low] of [
      [0, 0],
      [0xffffffff, 0xffffffff],
      [0, 1],
      [0x7f, 0],
      [0x80, 0],
    ] as const) {
      sketch.add(high, low);
    }
    expect(sketch.estimate()).toBe(3);
  });
});

describe('a merge', () => {
  it.each([
    ['few and few', 1_000, 2_000],
    ['few and few that are many together', 5_000, 5_000],
    ['few and many', 1_000, 50_000],
    ['many and few', 50_000, 1_000],
    ['many and many', 40_000, 60_000],
  ])('of %s is what one sketch of all would be', (_, first, second) => {
    const together = sketchOf(1, first + second);
    const merged = sketchOf(1, first);
    merged.merge(sketchOf(1, first + second, first / 2));
    expect(merged.estimate()).toBe(together.estimate());
    if (together.content instanceof DenseRegisters) expect(ranksOf(merged)).toEqual(ranksOf(together));
  });

  it('with itself changes nothing', () => {
    for (const users of [100, 50_000]) {
      const sketch = sketchOf(1, users);
      const before = sketch.estimate();
      sketch.merge(sketch);
      expect(sketch.estimate()).toBe(before);
    }
  });
});

describe('the memory of a sketch', () => {
  it('is what its few users take, and never above 64 KiB', () => {
    const bytesOf = ({ content }: HyperLogLog) =>
      content instanceof DenseRegisters
        ? content.ranks.byteLength
        : (content as unknown as { table: Uint32Array }).table.byteLength;
    expect([0, 10, 1_000, 1_000_000].map((users) => bytesOf(sketchOf(1, users)))).toEqual([64, 64, 8_192, 65_536]);
  });
});
