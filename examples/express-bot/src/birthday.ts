export interface Birthday {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const YEAR_FIRST = /\b\d{4}[-./](\d{1,2})[-./](\d{1,2})\b/;
const DAY_FIRST = /\b(\d{1,2})[-./](\d{1,2})(?:[-./]\d{2,4})?\b/;
const DAY_AND_NAME = /\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?([a-z]{3,9})\b/i;
const NAME_AND_DAY = /\b([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?\b/i;
/** A leap year: 29 February is a birthday. */
const ANY_YEAR = 2024;

/** Finds a date in what a user wrote: `1990-04-12`, `12.04.1990`, `12/4`, `12 April 1990`, `April 12`. */
export const findBirthday = (text: string): Birthday | undefined => {
  const [, yearMonth, yearDay] = YEAR_FIRST.exec(text) ?? [];
  if (yearMonth !== undefined) return birthday(Number(yearMonth), Number(yearDay));
  const [, first, second] = DAY_FIRST.exec(text) ?? [];
  // The day comes first in most of the world; where that is no date, the month did.
  if (first !== undefined) {
    return birthday(Number(second), Number(first)) ?? birthday(Number(first), Number(second));
  }
  const [, day, name] = DAY_AND_NAME.exec(text) ?? [];
  const named = birthday(monthOf(name), Number(day));
  if (named !== undefined) return named;
  const [, nameBefore, dayAfter] = NAME_AND_DAY.exec(text) ?? [];
  return birthday(monthOf(nameBefore), Number(dayAfter));
};

const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;

const birthday = (month: number, day: number): Birthday | undefined => {
  const date = new Date(Date.UTC(ANY_YEAR, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { month, day } : undefined;
};
