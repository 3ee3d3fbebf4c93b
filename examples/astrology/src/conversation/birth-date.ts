import type { CivilDate } from '../places/civil-time.ts';

/** What a text says of a date: the date, or why it cannot be one of a birth; neither when there is none. */
export interface BirthDateFinding {
  readonly date?: CivilDate;
  readonly problem?: 'no year' | 'future' | 'too early';
}

/** What was written, before it is known to be a date. A part may be missing, or NaN. */
interface Written {
  readonly year: string | undefined;
  readonly month: number;
  readonly day: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const YEAR_FIRST = /(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)/;
const DAY_FIRST = /(?<!\d)(\d{1,2})[-./](\d{1,2})(?:[-./](\d{4}|\d{2}))?(?!\d)/;
const DAY_AND_NAME = /\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?([a-z]{3,9})\b\.?(?:,?\s+(\d{4}))?/i;
const NAME_AND_DAY = /\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?/i;
/** A leap year: 29 February is a birthday. */
const ANY_YEAR = '2024';
/** Time zones and the planets' tables are good for what came later. */
const EARLIEST_YEAR = 1800;

/** Finds a date in what a user wrote: `1990-04-12`, `12.04.1990`, `12/4/90`, `12 April 1990`, `April 12, 1990`. */
export const findBirthDate = (text: string, now: Date): BirthDateFinding => {
  const written = readings(text).find((each) => toDate(each, now) !== undefined);
  if (written === undefined) return {};
  if (written.year === undefined) return { problem: 'no year' };
  const date = toDate(written, now) as CivilDate;
  if (date.year < EARLIEST_YEAR) return { problem: 'too early' };
  // It may be tomorrow already where the user was born.
  const isFuture = Date.UTC(date.year, date.month - 1, date.day) > now.getTime() + 86_400_000;
  return isFuture ? { problem: 'future' } : { date };
};

/** Every way to read the text, the likeliest first. */
const readings = (text: string): readonly Written[] => {
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return [{ year, month: Number(month), day: Number(day) }];
  const [, first, second, last] = DAY_FIRST.exec(text) ?? [];
  if (first !== undefined) {
    // The day comes first in most of the world; where that is no date, the month did.
    return [
      { year: last, month: Number(second), day: Number(first) },
      { year: last, month: Number(first), day: Number(second) },
    ];
  }
  const [, dayBefore, name, yearAfter] = DAY_AND_NAME.exec(text) ?? [];
  const [, nameBefore, dayAfter, yearLast] = NAME_AND_DAY.exec(text) ?? [];
  return [
    { year: yearAfter, month: monthOf(name), day: Number(dayBefore) },
    { year: yearLast, month: monthOf(nameBefore), day: Number(dayAfter) },
  ];
};

const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;

const toDate = ({ year = ANY_YEAR, month, day }: Written, now: Date): CivilDate | undefined => {
  const fullYear = year.length === 2 ? latestYear(Number(year), now.getUTCFullYear()) : Number(year);
  const date = new Date(Date.UTC(2000, month - 1, day));
  // Years below 100 are others to the constructor.
  date.setUTCFullYear(fullYear, month - 1, day);
  const isDate = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDate ? { year: fullYear, month, day } : undefined;
};

/** The latest year that ends in these two digits and has begun. */
const latestYear = (twoDigits: number, thisYear: number): number => {
  const inThisCentury = thisYear - (thisYear % 100) + twoDigits;
  return inThisCentury > thisYear ? inThisCentury - 100 : inThisCentury;
};
