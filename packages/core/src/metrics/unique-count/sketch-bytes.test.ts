import { describe, expect, it } from 'vitest';
import { DenseRegisters } from './dense-registers.js';
import { HyperLogLog } from './hyper-log-log.js';
import { SipHash } from './sip-hash.js';
import { decodeSketch, encodeSketch } from './sketch-bytes.js';

const sketchOf = (users: number) => {
  const sketch = new HyperLogLog();
  const hash = new SipHash(new Uint8Array(16));
  for (let user = 0; user < users; user++) {
    hash.hash(`${user}`);
    sketch.add(hash.high, hash.low);
  }
  return sketch;
};
const bytesOf = (users: number) => encodeSketch({ day: 20_000, keyId: 0xdeadbeef, sketch: sketchOf(users) });

describe('the bytes of a sketch', () => {
  it.each([0, 1, 1_000, 6_144, 6_145, 50_000])('of %d users are read back as what they were', (users) => {
    const read = decodeSketch(bytesOf(users));
    expect(read).toMatchObject({ day: 20_000, keyId: 0xdeadbeef });
    expect(read?.sketch.estimate()).toBe(sketchOf(users).estimate());
    expect(read && encodeSketch(read)).toEqual(bytesOf(users));
  });

  it('are read wherever in a buffer they begin', () => {
    const shifted = Buffer.concat([Buffer.from([7]), bytesOf(1_000)]).subarray(1);
    expect(decodeSketch(shifted)?.sketch.estimate()).toBe(1_000);
  });

  it('are not changed by what is counted afterwards', () => {
    const bytes = bytesOf(50_000);
    const read = decodeSketch(bytes);
    read?.sketch.merge(sketchOf(100_000));
    expect(bytes).toEqual(bytesOf(50_000));
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['half a header', (bytes) => bytes.subarray(0, 11)],
    ['another version', (bytes) => bytes.with(0, 2)],
    ['another precision', (bytes) => bytes.with(1, 14)],
    ['another form', (bytes) => bytes.with(2, 9)],
    ['half an entry', (bytes) => bytes.subarray(0, -1)],
    ['an entry that no hash gives', (bytes) => bytes.with(bytes.length - 1, 0xff)],
    ['an entry of zeros', (bytes) => bytes.fill(0, 12, 16)],
    ['more entries than a sparse sketch has', (bytes) => manyEntries(bytes)],
    ['registers one short', () => bytesOf(50_000).subarray(0, -1)],
    ['a register higher than any', () => bytesOf(50_000).with(100, 50)],
    ['a text', () => new TextEncoder().encode('<html>not found</html>')],
  ])('are refused when they are %s', (_, spoil) => expect(decodeSketch(spoil(bytesOf(1_000)))).toBeUndefined());

  it('of dense registers are the registers', () => {
    const sketch = decodeSketch(bytesOf(50_000))?.sketch;
    expect(sketch?.content).toBeInstanceOf(DenseRegisters);
    expect(bytesOf(50_000)).toHaveLength(12 + 65_536);
  });
});

/** Seven thousand different ones. */
const manyEntries = (bytes: Uint8Array): Uint8Array => {
  const many = new Uint8Array(12 + 7_000 * 4);
  many.set(bytes.subarray(0, 12));
  const view = new DataView(many.buffer);
  for (let index = 0; index < 7_000; index++) view.setUint32(12 + index * 4, index * 64 + 1, true);
  return many;
};
