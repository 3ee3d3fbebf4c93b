import { type AstroTime, Body, Ecliptic, EclipticGeoMoon, GeoVector } from 'astronomy-engine';

export const PLANETS = [
  Body.Sun,
  Body.Moon,
  Body.Mercury,
  Body.Venus,
  Body.Mars,
  Body.Jupiter,
  Body.Saturn,
  Body.Uranus,
  Body.Neptune,
  Body.Pluto,
] as const;
/** What astrologers call planets: the sun and the moon are among them. */
export type Planet = `${(typeof PLANETS)[number]}`;

/** Apparent geocentric longitude on the true ecliptic of date, in degrees from 0 up to 360. */
export const eclipticLongitude = (planet: Planet, time: AstroTime): number =>
  planet === 'Moon' ? EclipticGeoMoon(time).lon : Ecliptic(GeoVector(planet as Body, time, true)).elon;

/** Half an hour, in days: long enough for the slowest, short enough for a station of the fastest. */
const STEP_DAYS = 1 / 48;

/** Whether it seems to move backwards against the stars. */
export const isRetrograde = (planet: Planet, time: AstroTime): boolean => {
  const before = eclipticLongitude(planet, time.AddDays(-STEP_DAYS));
  const after = eclipticLongitude(planet, time.AddDays(STEP_DAYS));
  return ((after - before + 540) % 360) - 180 < 0;
};
