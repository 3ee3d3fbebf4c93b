import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, splitText } from '../src/graph/text-chunks.ts';

describe('a text in parts', () => {
  it('is one when it fits, and none when there is nothing', () => {
    expect(splitText('x'.repeat(LONGEST_TEXT))).toEqual(['x'.repeat(LONGEST_TEXT)]);
    expect(splitText(' \n ')).toEqual([]);
  });

  it.each([
    ['between paragraphs', 'One two.\n\nThree four.\n\nFive six.', 24, ['One two.\n\nThree four.', 'Five six.']],
    ['else between lines', 'One two\nthree four\nfive', 20, ['One two\nthree four', 'five']],
    ['else between sentences', 'One two. Three four! Five six', 22, ['One two. Three four!', 'Five six']],
    ['else between words', 'one two three four', 10, ['one two', 'three four']],
    ['and through a word that is too long', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ])('is cut %s', (_where, text, longest, parts) => {
    expect(splitText(text, longest)).toEqual(parts);
  });

  it('is not cut far too early for the sake of a better place', () => {
    expect(splitText('A.\n\nbbbb cccc dddd eeee', 16)).toEqual(['A.\n\nbbbb cccc', 'dddd eeee']);
  });

  it('is never cut through a character', () => {
    const parts = splitText('🌙'.repeat(10), 5);

    expect(parts).toEqual(['🌙🌙', '🌙🌙', '🌙🌙', '🌙🌙', '🌙🌙']);
    expect('🌙'.slice(0, 1).isWellFormed(), 'what must not be can be told').toBe(false);
  });

  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag', '🇩🇪'],
    ['a letter with an accent of its own', 'e\u0301'],
  ])('is never cut through %s', (_what, character) => {
    const text = `x${character.repeat(LONGEST_TEXT)}`;
    const parts = splitText(text);

    expect(parts.join('')).toBe(text);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(LONGEST_TEXT);
      expect(part.replace(/^x/, '').replaceAll(character, '')).toBe('');
    }
  });

  it('is cut within what has more marks than any character', () => {
    const text = `e${'\u0301'.repeat(3 * LONGEST_TEXT)}`;

    expect(splitText(text).map((part) => part.length)).toEqual([4_096, 4_096, 4_096, 1]);
    expect(splitText(text).join('')).toBe(text);
  });

  it('loses no word, and has no part that is empty or too long', () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `w${index}${index % 9 === 0 ? '.' : ''}`);
    const text = words.map((word, index) => word + (index % 50 === 0 ? '\n\n' : ' ')).join('');
    const parts = splitText(text);

    expect(parts.join(' ').split(/\s+/)).toEqual(words);
    for (const part of parts) {
      expect(part.length).toBeGreaterThan(0);
      expect(part.length).toBeLessThanOrEqual(LONGEST_TEXT);
    }
  });
});
