import { describe, expect, it } from 'vitest';
import { JsonCursor } from './json-cursor.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A generator of the same numbers for the same seed (Marsaglia's xorshift). */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};
type Random = ReturnType<typeof randomFrom>;

const PIECES = [
  'a',
  '"',
  '\\',
  '\n',
  '\u0001',
  'é',
  '♈',
  '{',
  ']',
  ':',
  ',',
  ' ',
  '\\"',
  'x'.repeat(40),
  '🔭',
  '\ud800',
];
const randomText = (random: Random): string =>
  Array.from({ length: random(9) }, () => PIECES[random(PIECES.length)]).join('');

const randomJson = (random: Random, depth: number): Json => {
  const kind = random(depth > 0 ? 8 : 6);
  if (kind === 0) return null;
  if (kind === 1) return random(2) === 0;
  if (kind === 2) return (random(2_000) - 1_000) / 8;
  if (kind < 6) return randomText(random);
  if (kind === 6) return Array.from({ length: random(5) }, () => randomJson(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random(5) }, () => [randomText(random), randomJson(random, depth - 1)]),
  );
};

/** All texts that are elements of arrays, however deep, as they are met; `wanted` is asked which arrays to step into. */
const textsByCursor = (body: Buffer): string[] => {
  const json = new JsonCursor(body);
  const texts: string[] = [];
  if (json.enterArray()) {
    while (json.nextElement()) {
      const text = json.text();
      if (text !== undefined) texts.push(text);
    }
  }
  json.finish();
  return json.isBroken ? ['broken'] : texts;
};

/** The value of each of an object's keys that is a text. */
const valuesByCursor = (body: Buffer, keys: readonly string[]): Record<string, string> => {
  const json = new JsonCursor(body);
  const values: Record<string, string> = {};
  if (json.enterObject()) {
    while (json.nextKey()) {
      const key = keys.find((each) => json.keyIs(Buffer.from(each)));
      const text = json.text();
      if (key !== undefined && text !== undefined) values[key] = text;
    }
  }
  json.finish();
  return json.isBroken ? { broken: '' } : values;
};

describe('a walk through JSON', () => {
  it('finds in 20,000 random arrays the texts that a parser finds, however it is spaced', () => {
    const random = randomFrom(42);
    for (let run = 0; run < 20_000; run++) {
      const array = Array.from({ length: random(6) }, () => randomJson(random, 3));
      const body = Buffer.from(JSON.stringify(array, null, run % 3));
      const parsed = JSON.parse(body.toString('utf8')) as Json[];
      expect(textsByCursor(body)).toEqual(parsed.filter((each) => typeof each === 'string'));
    }
  });

  it('finds in 20,000 random objects the values that a parser finds', () => {
    const random = randomFrom(7);
    const keys = ['from', 'id', 'to', 'type'];
    for (let run = 0; run < 20_000; run++) {
      const entries = keys.filter(() => random(2) === 0).map((key) => [key, randomJson(random, 2)] as const);
      const other = [`${randomText(random)}_`, randomJson(random, 3)] as const;
      const object = Object.fromEntries(random(2) === 0 ? [...entries, other] : [other, ...entries]);
      const body = Buffer.from(JSON.stringify(object, null, run % 3));
      const parsed = Object.entries(JSON.parse(body.toString('utf8')) as object);
      const texts = parsed.filter(([key, value]) => keys.includes(key) && typeof value === 'string');
      expect(valuesByCursor(body, keys)).toEqual(Object.fromEntries(texts));
    }
  });

  it('is broken wherever the text breaks off', () => {
    const whole = Buffer.from(JSON.stringify(['a\\"b', { c: [1, null, 'x'.repeat(300)] }, 'é', -1.5e9, []]));
    expect(textsByCursor(whole)).toEqual(['a\\"b', 'é']);
    for (let length = 1; length < whole.length; length++) {
      expect(textsByCursor(whole.subarray(0, length)), `${length} bytes`).toEqual(['broken']);
    }
  });

  it.each([
    ['more behind its end', '["a"] x'],
    ['another bracket', '["a"}'],
    ['nothing between brackets of other kinds', '[}'],
    ['an escape that is none', '["\\x"]'],
    ['a line break within a text that is read', '["é\n"]'],
  ])('is broken by %s', (_, text) => {
    expect(textsByCursor(Buffer.from(text))).toEqual(['broken']);
  });

  it.each([
    ['a key without its colon', '{"id" "a"}'],
    ['a key without quotes', '{id:"a"}'],
    ['a key without a value', '{"id":}'],
  ])('is broken by %s', (_, text) => {
    expect(valuesByCursor(Buffer.from(text), ['id'])).toEqual({ broken: '' });
  });

  it('ends in bytes that are no text at all', () => {
    const random = randomFrom(3);
    for (let run = 0; run < 20_000; run++) {
      const body = Buffer.from(
        Array.from({ length: random(40) }, () => '[]{}",:\\ a1é\u0000'.charCodeAt(random(13)) & 0xff),
      );
      expect(textsByCursor(body)).toBeInstanceOf(Array);
      expect(valuesByCursor(body, ['a'])).toBeInstanceOf(Object);
    }
  });
});
