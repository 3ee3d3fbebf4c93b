export const SIGNS = [
  'Aries',
  'Taurus',
  'Gemini',
  'Cancer',
  'Leo',
  'Virgo',
  'Libra',
  'Scorpio',
  'Sagittarius',
  'Capricorn',
  'Aquarius',
  'Pisces',
] as const;
export type Sign = (typeof SIGNS)[number];

export interface ZodiacPosition {
  readonly sign: Sign;
  /** Whole degrees within the sign, 0 to 29. */
  readonly degree: number;
}

/** Where an ecliptic longitude, in degrees, lies in the tropical zodiac: twelve signs of 30 degrees from the equinox. */
export const zodiacPosition = (longitude: number): ZodiacPosition => {
  const inCircle = normalizeDegrees(longitude);
  return { sign: SIGNS[Math.floor(inCircle / 30)] as Sign, degree: Math.floor(inCircle % 30) };
};

/** The same direction from 0 up to 360. */
export const normalizeDegrees = (degrees: number): number => {
  const remainder = degrees % 360;
  // A tiny negative angle plus 360 is 360 itself in floating point.
  return remainder < 0 ? (remainder + 360) % 360 : remainder;
};
