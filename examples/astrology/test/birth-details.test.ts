import { describe, expect, it } from 'vitest';
import { findBirthDate } from '../src/conversation/birth-date.ts';
import { findAnsweredTime, findBirthTime, isTimeUnknown } from '../src/conversation/birth-time.ts';
import { topicOf } from '../src/conversation/topic.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

describe('the date in a message', () => {
  it.each([
    ['1990-04-12', 1990, 4, 12],
    ['1990-04-12T14:30', 1990, 4, 12],
    ['born 12.04.1990 in Rome', 1990, 4, 12],
    ['12/4/90', 1990, 4, 12],
    ['12/4/05', 2005, 4, 12],
    ['4/23/1990', 1990, 4, 23],
    ['12 April 1990', 1990, 4, 12],
    ['the 3rd of december 1985', 1985, 12, 3],
    ['Dec 3, 1985', 1985, 12, 3],
    ['29.02.2000', 2000, 2, 29],
    ['1.6.2026', 2026, 6, 1],
  ])('is found in %j', (text, year, month, day) => {
    expect(findBirthDate(text, NOW)).toEqual({ date: { year, month, day } });
  });

  it.each([
    ['12 April', 'no year'],
    ['29 February', 'no year'],
    ['12/4', 'no year'],
    ['2.7.2026', 'future'],
    ['1.1.2099', 'future'],
    ['12 April 1790', 'too early'],
    ['0090-04-12', 'too early'],
  ])('cannot be one of a birth in %j: %s', (text, problem) => {
    expect(findBirthDate(text, NOW)).toEqual({ problem });
  });

  it.each([
    'Hello!',
    '',
    '1990-13-01',
    '32.01.1990',
    '29.02.1990',
    '30 February 1990',
    '31/31',
    'I am 34 years old',
    '12 people',
    '14:30',
    '1'.repeat(1_000),
  ])('is not found in %j', (text) => {
    expect(findBirthDate(text, NOW)).toEqual({});
  });
});

describe('the time in a message', () => {
  it.each([
    ['14:30', 14, 30],
    ['at 2:30 pm', 14, 30],
    ['2.30pm', 14, 30],
    ['2 PM', 14, 0],
    ['12 am', 0, 0],
    ['12:15 p.m.', 12, 15],
    ['14h30', 14, 30],
    ['14:30 pm', 14, 30],
    ['1990-04-12T14:30', 14, 30],
    ['around noon', 12, 0],
    ['midnight', 0, 0],
    ['0:05', 0, 5],
  ])('is found in %j', (text, hour, minute) => {
    expect(findBirthTime(text)).toEqual({ hour, minute });
  });

  it.each(['Hello!', '', '24:00', '12:60', '12.04.1990', 'I am 14', '1990', '2 people'])(
    'is not found in %j',
    (text) => {
      expect(findBirthTime(text)).toBeUndefined();
    },
  );

  it('may be a number alone, as an answer', () => {
    expect(findAnsweredTime('14')).toEqual({ hour: 14, minute: 0 });
    expect(findAnsweredTime(' 1430 ')).toEqual({ hour: 14, minute: 30 });
    expect(findAnsweredTime("7 o'clock")).toEqual({ hour: 7, minute: 0 });
    expect(findAnsweredTime('99')).toBeUndefined();
    expect(findAnsweredTime('in 14 days')).toBeUndefined();
  });

  it.each(['unknown', "I don't know", 'I don’t remember', 'No idea', 'not sure', 'no'])('is unknown in %j', (text) => {
    expect(isTimeUnknown(text)).toBe(true);
  });

  it('is not unknown for a no in a sentence', () => {
    expect(isTimeUnknown('no, at 14:30')).toBe(false);
  });
});

describe('the topic of a question', () => {
  it.each([
    ['Will I find LOVE?', 'love'],
    ['my new job', 'work'],
    ['money', 'money'],
    ['Is my mother well?', 'family'],
    ['Hello!', 'today'],
    ['gloves', 'today'],
  ])('of %j is %s', (text, topic) => {
    expect(topicOf(text)).toBe(topic);
  });
});
