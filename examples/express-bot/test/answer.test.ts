import { describe, expect, it } from 'vitest';
import { composeAnswer } from '../src/answer.ts';
import { findBirthday } from '../src/birthday.ts';
import { SUN_SIGNS, sunSign } from '../src/sun-sign.ts';
import type { InboundMessage } from '../src/webhook.ts';
import { computedWords } from '../src/words.ts';

const message = (text: string | undefined, type = 'text'): InboundMessage => ({
  id: 'wamid.A',
  sender: { to: '15550100001' },
  type,
  text,
});

describe('the date in a message', () => {
  it.each([
    ['1990-04-12', 4, 12],
    ['born 12.04.1990 in Rome', 4, 12],
    ['12/4/90', 4, 12],
    ['4/23/1990', 4, 23],
    ['12 April 1990', 4, 12],
    ['the 3rd of december', 12, 3],
    ['Dec 3, 1985', 12, 3],
    ['29.02.2000', 2, 29],
  ])('is found in %j', (text, month, day) => {
    expect(findBirthday(text)).toEqual({ month, day });
  });

  it.each(['Hello!', '', '1990-13-01', '32.01.1990', '30 February', '31/31', 'I am 34 years old', '12 people'])(
    'is not found in %j',
    (text) => {
      expect(findBirthday(text)).toBeUndefined();
    },
  );
});

describe('the sun sign', () => {
  it.each([
    [1, 1, 'Capricorn'],
    [1, 19, 'Capricorn'],
    [1, 20, 'Aquarius'],
    [2, 29, 'Pisces'],
    [3, 20, 'Pisces'],
    [3, 21, 'Aries'],
    [7, 22, 'Cancer'],
    [7, 23, 'Leo'],
    [12, 21, 'Sagittarius'],
    [12, 22, 'Capricorn'],
    [12, 31, 'Capricorn'],
  ])('of month %i, day %i is %s', (month, day, sign) => {
    expect(sunSign({ month, day })).toBe(sign);
  });

  it('is each of the twelve on some day', () => {
    const middles = Array.from({ length: 12 }, (_, month) => sunSign({ month: month + 1, day: 10 }));

    expect(new Set(middles)).toEqual(new Set(SUN_SIGNS));
  });
});

describe('the answer', () => {
  it('says the sign of the date that was sent', async () => {
    expect(await composeAnswer(message('12 April 1990'), computedWords)).toContain('Your sun is in Aries');
  });

  it('asks for a date when there is none', async () => {
    expect(await composeAnswer(message('Hello!'), computedWords)).toContain('Send me your date of birth');
  });

  it('asks for text when something else was sent', async () => {
    expect(await composeAnswer(message(undefined, 'image'), computedWords)).toContain('I can only read text');
  });

  it.each(['reaction', 'system', 'unsupported'])('is none to a message of type %s', async (type) => {
    expect(await composeAnswer(message(undefined, type), computedWords)).toBeUndefined();
  });
});
