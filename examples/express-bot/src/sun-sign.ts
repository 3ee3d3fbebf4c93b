import type { Birthday } from './birthday.ts';

export const SUN_SIGNS = [
  'Capricorn',
  'Aquarius',
  'Pisces',
  'Aries',
  'Taurus',
  'Gemini',
  'Cancer',
  'Leo',
  'Virgo',
  'Libra',
  'Scorpio',
  'Sagittarius',
] as const;
export type SunSign = (typeof SUN_SIGNS)[number];

/** The last day of each month, January first, that still has the sign the month began with. */
const LAST_DAYS = [19, 18, 20, 19, 20, 20, 22, 22, 22, 22, 21, 21];

/** The sign of the tropical zodiac by the usual dates; in some years the sun crosses a day earlier or later. */
export const sunSign = ({ month, day }: Birthday): SunSign => {
  const index = day <= (LAST_DAYS[month - 1] as number) ? month - 1 : month % 12;
  return SUN_SIGNS[index] as SunSign;
};
