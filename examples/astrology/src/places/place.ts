import type { Coordinates } from '../webhook/inbound-message.ts';
import { CITIES, type City } from './cities.ts';

export interface Place extends Coordinates {
  /** Of the IANA database. */
  readonly timeZone: string;
  /** The city as users know it, or the one that is nearest to their location. */
  readonly name: string;
}

/** The city that a text names, as whole words, whatever its case and accents; the longest name when there are several. */
export const findPlace = (text: string): Place | undefined => {
  const words = ` ${plain(text)} `;
  return NAMES.find(({ name }) => words.includes(name))?.place;
};

/** Further from the nearest city than this, in kilometres, its time zone would be a guess. */
const FURTHEST_KM = 500;

/** A location, in the time zone of the nearest city; undefined when that is too far away. */
export const placeAt = (location: Coordinates): Place | undefined => {
  const distances = PLACES.map((place) => ({ place, km: distanceKm(place, location) }));
  const nearest = distances.reduce((best, each) => (each.km < best.km ? each : best));
  return nearest.km > FURTHEST_KM ? undefined : { ...nearest.place, ...location };
};

/** Letters without accents and case, and single spaces in place of all else. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const toPlace = ([name, country, latitude, longitude, timeZone]: City): Place => ({
  name: `${name}, ${country}`,
  latitude,
  longitude,
  timeZone,
});

const PLACES: readonly Place[] = CITIES.map(toPlace);

/** The longest first: New York before York. */
const NAMES = CITIES.map((city) => ({ name: ` ${plain(city[0])} `, place: toPlace(city) })).sort(
  (a, b) => b.name.length - a.name.length,
);

const EARTH_RADIUS_KM = 6_371;
const RADIAN = Math.PI / 180;

/** The haversine formula. */
const distanceKm = (a: Coordinates, b: Coordinates): number => {
  const north = Math.sin(((b.latitude - a.latitude) * RADIAN) / 2) ** 2;
  const east = Math.sin(((b.longitude - a.longitude) * RADIAN) / 2) ** 2;
  const curve = north + Math.cos(a.latitude * RADIAN) * Math.cos(b.latitude * RADIAN) * east;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(curve));
};
