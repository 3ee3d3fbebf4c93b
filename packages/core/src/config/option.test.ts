import { describe, expect, it } from 'vitest';
import { AstrolabeError } from '../errors.js';
import { durationMs, durationOption } from './duration.js';
import { OptionError } from './option.js';
import {
  choiceOption,
  flagOption,
  integerOption,
  objectOption,
  pathOption,
  wordListOption,
  wordOption,
} from './option-kinds.js';

const row = <T>(fallback: T) => ({ env: ['A'], fallback, description: '' });
const reason = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof OptionError) return error.reason;
    throw error;
  }
  return 'accepted';
};

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5s', 1_500],
    ['.5s', 500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['30d', 2_592_000_000],
    ['0', 0],
    [' 2 s ', 2_000],
    [0, 0],
    [1.5, 1.5],
    ['1.1h', 3_960_000],
    ['1.001s', 1_001],
  ])('of %j is %d ms', (value, expected) => expect(durationMs(value)).toBe(expected));

  it.each(['', 's', '2x', '-1s', '1s2', '1e3', Number.NaN, Number.POSITIVE_INFINITY, -1, null, undefined, {}])(
    'is not %j',
    (value) => expect(() => durationMs(value)).toThrow(OptionError),
  );

  it('of text without a unit is refused, and says both that may be meant', () => {
    expect(reason(() => durationMs('10'))).toBe('has no unit; write 10s for seconds, or 10ms');
  });

  it('keeps to its bounds, which are included', () => {
    const option = durationOption({ env: ['A'], fallback: '2s', description: '' }, '1s', '1m');
    expect(option.fallback).toBe(2_000);
    expect([option.parse('1s'), option.accept(60_000)]).toEqual([1_000, 60_000]);
    expect(reason(() => option.parse('999ms'))).toBe('is outside 1s to 1m');
    expect(reason(() => option.accept('61s'))).toBe('is outside 1s to 1m');
  });
});

describe('an option', () => {
  it('reads a flag in the words people use', () => {
    const option = flagOption(row(true), ['OTEL_SDK_DISABLED']);
    expect(['true', '1', 'ON', ' yes '].map((word) => option.parse(word))).toEqual([true, true, true, true]);
    expect(['false', '0', 'off', 'NO'].map((word) => option.parse(word))).toEqual([false, false, false, false]);
    expect(reason(() => option.parse('maybe'))).toContain('neither');
    expect(reason(() => option.accept('true'))).toContain('of type string');
    expect(option.accept(false)).toBe(false);
  });

  it('turns a flag round for a variable that says the opposite', () => {
    const option = flagOption(row(true), ['OTEL_SDK_DISABLED']);
    expect(option.parse('true', 'OTEL_SDK_DISABLED')).toBe(false);
    expect(option.parse('false', 'OTEL_SDK_DISABLED')).toBe(true);
  });

  it('reads whole numbers within bounds', () => {
    const option = integerOption(row(5), 1, 10);
    expect([option.parse('1'), option.parse('10'), option.accept(7)]).toEqual([1, 10, 7]);
    for (const text of ['', '1.5', 'ten', '1e9', 'NaN', '0x'])
      expect(reason(() => option.parse(text))).not.toBe('accepted');
    expect(reason(() => option.accept('7'))).toBe('is of type string, not a number');
    expect(reason(() => option.accept(null))).toBe('is of type null, not a number');
  });

  it('reads paths', () => {
    const option = pathOption(row('/health'));
    for (const path of ['/a', '/a/b', '/.well-known/x', '/a-b_c~d']) expect(option.parse(path)).toBe(path);
    for (const path of ['', 'a', '/', '/a/', '/a?', '/a#', '/h\u00e9', '/a?b', '/a#b', '/a b', 'http://x/a']) {
      expect(
        reason(() => option.accept(path)),
        path,
      ).not.toBe('accepted');
    }
    expect(reason(() => option.accept(7))).toContain('number');
  });

  it('reads one word of a list, and the synonyms of a standard', () => {
    const option = choiceOption(row('a'), ['a', 'b'], { ay: 'a' });
    expect([option.parse(' B '), option.parse('ay'), option.accept('a')]).toEqual(['b', 'a', 'a']);
    expect(reason(() => option.parse('c'))).toBe('is none of a, b');
    expect(reason(() => option.accept(1))).toContain('number');
  });

  it('reads one word without white space', () => {
    const option = wordOption(row<string | undefined>(undefined), 'a word', 'x');
    expect(option.parse('secret')).toBe('secret');
    expect(reason(() => option.parse('two words'))).toContain('white space');
    expect(reason(() => option.accept(''))).toBe('is empty');
    expect(reason(() => option.accept(1))).toContain('number');
  });

  it('reads words as a list or as text, and `none` as none of them', () => {
    const option = wordListOption(row<readonly string[]>(['a']), 'words', 'a,b', /^[a-z]+$/);
    expect([option.parse(' A, b ,'), option.accept('a,b'), option.accept(['b'])]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['b'],
    ]);
    expect([option.parse('none'), option.accept([])]).toEqual([[], []]);
    expect(reason(() => option.parse('a,7'))).toBe('is wrong at place 2');
    expect(reason(() => option.parse(' , '))).toContain('empty');
    expect(reason(() => option.accept(['a', 1]))).toBe('is wrong at place 2');
    expect(reason(() => option.accept(7))).toContain('number');
  });

  it('takes an object in code alone', () => {
    const option = objectOption<Map<string, string>>({ description: '' }, 'a map', (value) => value instanceof Map);
    const map = new Map();
    expect(option.accept(map)).toBe(map);
    expect(reason(() => option.accept({}))).toBe('is of type object, not a map');
    expect(reason(() => option.accept(null))).toContain('null');
    expect(reason(() => option.parse('x'))).toContain('code');
  });
});

describe('an error of Astrolabe', () => {
  it('is recognised by its marker, whichever copy of the class made it', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('astrolabe.error'), { value: true });
    expect([new OptionError('x'), foreign].map(AstrolabeError.is)).toEqual([true, true]);
    expect([new Error('x'), null, undefined, 'x', {}].map(AstrolabeError.is)).toEqual(Array(5).fill(false));
  });
});
