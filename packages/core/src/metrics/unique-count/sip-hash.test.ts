import { describe, expect, it } from 'vitest';
import { SipHash } from './sip-hash.js';

/** The key of the paper's test vectors: 00 01 02 … 0f. */
const KEY = Uint8Array.from({ length: 16 }, (_, byte) => byte);

/** A text whose code units are the bytes 00 01 02 …, as the test vectors are. */
const textOf = (bytes: number) =>
  String.fromCharCode(...Array.from({ length: bytes / 2 }, (_, unit) => (2 * unit + 1) * 256 + 2 * unit));
const hex = (word: number) => word.toString(16).padStart(8, '0');
const hash = (key: Uint8Array, text: string) => {
  const sipHash = new SipHash(key);
  sipHash.hash(text);
  return hex(sipHash.high) + hex(sipHash.low);
};

describe('SipHash', () => {
  // From OpenSSL 3: openssl mac -macopt hexkey:00…0f -macopt size:8 SIPHASH, its bytes reversed.
  it.each([
    [0, '726fdb47dd0e0e31'],
    [2, '0d6c8009d9a94f5a'],
    [4, 'cf2794e0277187b7'],
    [6, 'cbc9466e58fee3ce'],
    [8, '93f5f5799a932462'],
    [10, '7a5dbbc594ddb9f3'],
    [12, '751e8fbc860ee5fb'],
    [14, 'f723ca908e7af2ee'],
    [16, '3f2acc7f57c29bdb'],
    [18, '4bc1b3f0968dd39c'],
    [30, 'ad87a3535c49ef28'],
    [62, 'e51b38608ef25f57'],
  ])('of %d bytes is what others have', (bytes, expected) => expect(hash(KEY, textOf(bytes))).toBe(expected));

  it('is another one with another key', () => {
    const other = KEY.with(15, 0);
    expect(hash(other, '447700900123')).not.toBe(hash(KEY, '447700900123'));
  });

  it('tells apart texts that differ in one letter, in length, or in what only Unicode shows', () => {
    const texts = [
      '',
      'a',
      'b',
      'aa',
      'a\0',
      'a\0\0\0',
      'é',
      'e\u0301',
      '🌍',
      '\ud83c',
      'x'.repeat(200),
      'x'.repeat(201),
    ];
    expect(new Set(texts.map((text) => hash(KEY, text))).size).toBe(texts.length);
  });

  it('keeps nothing of the text before', () => {
    const sipHash = new SipHash(KEY);
    sipHash.hash('447700900123');
    sipHash.hash('');
    expect(hex(sipHash.high) + hex(sipHash.low)).toBe('726fdb47dd0e0e31');
  });
});
