import { MakeTime } from 'astronomy-engine';
import { type CivilDate, type CivilTime, toInstant } from '../places/civil-time.ts';
import type { Place } from '../places/place.ts';
import { computeHouses, houseOf, skyAt } from './houses.ts';
import { eclipticLongitude, isRetrograde, PLANETS, type Planet } from './planets.ts';
import { type ZodiacPosition, zodiacPosition } from './zodiac.ts';

/** Personal data: it stays in the process. */
export interface Birth {
  readonly date: CivilDate;
  /** Undefined when the user does not know it: then it is taken as noon, and there are no houses. */
  readonly time: CivilTime | undefined;
  readonly place: Place;
}

export interface Placement extends ZodiacPosition {
  readonly planet: Planet;
  readonly isRetrograde: boolean;
  /** 1 to 12. */
  readonly house: number | undefined;
}

/** A birth chart in signs and houses. It names no date, no time and no place. */
export interface Chart {
  readonly placements: readonly Placement[];
  readonly ascendant: ZodiacPosition | undefined;
  readonly midheaven: ZodiacPosition | undefined;
}

const NOON: CivilTime = { hour: 12, minute: 0 };

export const computeChart = ({ date, time, place }: Birth): Chart => {
  const instant = MakeTime(toInstant(date, time ?? NOON, place.timeZone));
  const houses = time === undefined ? undefined : computeHouses(skyAt(instant, place));
  const placements = PLANETS.map((planet) => {
    const longitude = eclipticLongitude(planet, instant);
    return {
      planet,
      ...zodiacPosition(longitude),
      isRetrograde: isRetrograde(planet, instant),
      house: houses && houseOf(longitude, houses),
    };
  });
  return {
    placements,
    ascendant: houses && zodiacPosition(houses.ascendant),
    midheaven: houses && zodiacPosition(houses.midheaven),
  };
};
