import type { CivilTime } from '../places/civil-time.ts';

const CLOCK = /(?<!\d)(\d{1,2})\s?[:h]\s?([0-5]\d)(?!\d)\s*([ap])?\.?(?:m\b)?/i;
const HALF_OF_DAY = /(?<!\d)(\d{1,2})(?:[:.]([0-5]\d))?\s*([ap])\.?m\b/i;
const WORDS: readonly (readonly [RegExp, CivilTime])[] = [
  [/\b(?:noon|midday)\b/i, { hour: 12, minute: 0 }],
  [/\bmidnight\b/i, { hour: 0, minute: 0 }],
];
/** A number alone, which is a time only when that is what was asked for. */
const ALONE = /^\s*(\d{1,2})(?:[.\s]?([0-5]\d))?\s*(?:h|o['’]clock|hours?)?\s*\.?\s*$/i;
const UNKNOWN = /\b(?:unknown|un?sure|not sure|no idea|(?:don['’]?t|do not) (?:know|remember)|not known)\b|^\s*no\W*$/i;

/** Finds a time in what a user wrote: `14:30`, `2:30 pm`, `2pm`, `noon`. */
export const findBirthTime = (text: string): CivilTime | undefined => {
  for (const pattern of [HALF_OF_DAY, CLOCK]) {
    const [, hour, minute, half] = pattern.exec(text) ?? [];
    const time = toTime(hour, minute, half);
    if (time !== undefined) return time;
  }
  return WORDS.find(([pattern]) => pattern.test(text))?.[1];
};

/** Finds a time in the answer to the question for it: `14` and `1430` as well. */
export const findAnsweredTime = (text: string): CivilTime | undefined => {
  const [, hour, minute] = ALONE.exec(text) ?? [];
  return findBirthTime(text) ?? toTime(hour, minute, undefined);
};

/** Whether the user says that nobody knows the time. */
export const isTimeUnknown = (text: string): boolean => UNKNOWN.test(text);

const toTime = (
  hour: string | undefined,
  minute: string | undefined,
  half: string | undefined,
): CivilTime | undefined => {
  const written = hour === undefined ? Number.NaN : Number(hour);
  // 14:30 pm is a slip, and clear all the same.
  const isTwelveHours = half !== undefined && written >= 1 && written <= 12;
  const full = isTwelveHours ? (written % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : written;
  return full <= 23 ? { hour: full, minute: Number(minute ?? 0) } : undefined;
};
