import { type AstroTime, e_tilt, SiderealTime } from 'astronomy-engine';
import type { Coordinates } from '../webhook/inbound-message.ts';
import { asin, atan2, cos, sin, tan } from './angle.ts';
import { normalizeDegrees } from './zodiac.ts';

/** The sky over one place at one time, in degrees. */
export interface Sky {
  /** Right ascension of the meridian: the local sidereal time. */
  readonly meridian: number;
  readonly obliquity: number;
  readonly latitude: number;
}

export interface Houses {
  /** The ecliptic longitude that rises, in degrees. */
  readonly ascendant: number;
  /** The ecliptic longitude on the meridian, in degrees. */
  readonly midheaven: number;
  /** The twelve longitudes at which the houses begin, the first house first. */
  readonly cusps: readonly number[];
}

export const skyAt = (time: AstroTime, { latitude, longitude }: Coordinates): Sky => ({
  meridian: normalizeDegrees(SiderealTime(time) * 15 + longitude),
  obliquity: e_tilt(time).tobl,
  latitude,
});

/** Houses after Placidus; within the polar circles, where these are not defined, whole signs. */
export const computeHouses = (sky: Sky): Houses => {
  const midheaven = longitudeOf(sky.meridian, sky);
  const ascendant = computeAscendant(sky);
  const isPolar = Math.abs(sky.latitude) >= 90 - sky.obliquity;
  return { ascendant, midheaven, cusps: isPolar ? wholeSigns(ascendant) : placidus(sky, ascendant, midheaven) };
};

/** The house, 1 to 12, that holds a longitude. */
export const houseOf = (longitude: number, { cusps }: Houses): number =>
  cusps.findIndex((cusp, index) => {
    const width = normalizeDegrees((cusps[(index + 1) % 12] as number) - cusp);
    return normalizeDegrees(longitude - cusp) < width;
  }) + 1;

/** Source: Meeus, Astronomical Algorithms, chapter 14, for the point of the ecliptic on the eastern horizon. */
const computeAscendant = ({ meridian, obliquity, latitude }: Sky): number =>
  atan2(cos(meridian), -(sin(meridian) * cos(obliquity) + tan(latitude) * sin(obliquity)));

const wholeSigns = (ascendant: number): readonly number[] => {
  const first = Math.floor(ascendant / 30) * 30;
  return Array.from({ length: 12 }, (_, index) => normalizeDegrees(first + index * 30));
};

/** Each cusp has gone a third, or two, of its own way between the meridian and the horizon. */
const placidus = (sky: Sky, ascendant: number, midheaven: number): readonly number[] => {
  const eleventh = dividedArc(sky, (semiArc) => semiArc / 3);
  const twelfth = dividedArc(sky, (semiArc) => (2 * semiArc) / 3);
  const second = dividedArc(sky, (semiArc) => 180 - (2 * (180 - semiArc)) / 3);
  const third = dividedArc(sky, (semiArc) => 180 - (180 - semiArc) / 3);
  const eastern = [midheaven, eleventh, twelfth, ascendant, second, third];
  const [tenth, ...others] = [...eastern, ...eastern.map((cusp) => normalizeDegrees(cusp + 180))];
  // The list begins at the tenth house; the first is three further.
  return [...others.slice(2), tenth as number, ...others.slice(0, 2)];
};

/** More than any latitude outside of the polar circles needs for a hundredth of a degree. */
const MOST_STEPS = 200;

/**
 * The longitude whose distance from the meridian, in right ascension, is a part of its own semi-diurnal arc. The arc
 * depends on the point that is sought, so it is sought in steps.
 */
const dividedArc = (sky: Sky, distance: (semiArc: number) => number): number => {
  let rightAscension = sky.meridian + distance(90);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = sky.meridian + distance(semiDiurnalArc(longitudeOf(rightAscension, sky), sky));
    if (Math.abs(next - rightAscension) < 1e-6) break;
    rightAscension = next;
  }
  return longitudeOf(rightAscension, sky);
};

/** From its rising to the meridian, in degrees of right ascension. */
export const semiDiurnalArc = (longitude: number, { obliquity, latitude }: Sky): number => {
  const declination = asin(sin(obliquity) * sin(longitude));
  return 90 + asin(tan(latitude) * tan(declination));
};

/** The point of the ecliptic with this right ascension. */
const longitudeOf = (rightAscension: number, { obliquity }: Sky): number =>
  atan2(sin(rightAscension), cos(rightAscension) * cos(obliquity));
