import { MakeTime } from 'astronomy-engine';
import { describe, expect, it } from 'vitest';
import { computeChart } from '../src/chart/chart.ts';
import { describeChart } from '../src/chart/chart-text.ts';
import { computeHouses, houseOf, type Sky, semiDiurnalArc, skyAt } from '../src/chart/houses.ts';
import { eclipticLongitude, isRetrograde, type Planet } from '../src/chart/planets.ts';
import { normalizeDegrees, zodiacPosition } from '../src/chart/zodiac.ts';
import { findPlace, type Place } from '../src/places/place.ts';

const at = (utc: string) => MakeTime(new Date(utc));
/** Degrees and minutes of arc. */
const dms = (degrees: number, minutes: number) => degrees + minutes / 60;
const ONE_MINUTE = 1 / 60;
const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

describe('the longitude of a planet', () => {
  /** Published for noon, Terrestrial Time, of 1 January 2000, in degrees and minutes of the zodiac's circle. */
  const J2000: readonly (readonly [Planet, number])[] = [
    ['Sun', dms(280, 22)],
    ['Moon', dms(223, 19)],
    ['Mercury', dms(271, 53)],
    ['Venus', dms(241, 34)],
    ['Mars', dms(327, 58)],
    ['Jupiter', dms(25, 15)],
    ['Saturn', dms(40, 24)],
    ['Uranus', dms(314, 48)],
    ['Neptune', dms(303, 12)],
    ['Pluto', dms(251, 27)],
  ];

  it.each(J2000)('of %s is within two minutes of arc of the ephemeris: %f°', (planet, published) => {
    expect(apart(eclipticLongitude(planet, at('2000-01-01T11:58:56Z')), published)).toBeLessThan(2 * ONE_MINUTE);
  });

  it('of the sun is that of Meeus, example 25.b', () => {
    // 1992-10-13, 0h Terrestrial Time: 199° 54′ 22″.
    const longitude = eclipticLongitude('Sun', at('1992-10-12T23:59:01Z'));

    expect(apart(longitude, 199 + 54 / 60 + 22 / 3_600)).toBeLessThan(1 / 1_000);
  });

  it('of the moon is that of Meeus, example 47.a', () => {
    // 1992-04-12, 0h Terrestrial Time: 133.167265°.
    expect(apart(eclipticLongitude('Moon', at('1992-04-11T23:59:01Z')), 133.167_265)).toBeLessThan(5 / 1_000);
  });

  it('is zero for the sun at the equinox', () => {
    expect(apart(eclipticLongitude('Sun', at('2024-03-20T03:06:21Z')), 0)).toBeLessThan(ONE_MINUTE / 10);
  });

  it('is one for sun and moon at the new moon', () => {
    const time = at('2024-04-08T18:20:50Z');

    expect(apart(eclipticLongitude('Sun', time), eclipticLongitude('Moon', time))).toBeLessThan(ONE_MINUTE);
  });

  it('tells a time that is an hour off: the control of all of these', () => {
    const off = apart(eclipticLongitude('Moon', at('1992-04-12T00:59:01Z')), 133.167_265);

    expect(off).toBeGreaterThan(0.4);
  });
});

describe('a planet that goes backwards', () => {
  it.each([
    ['Mercury', '2024-03-31T12:00:00Z', false],
    ['Mercury', '2024-04-03T12:00:00Z', true],
    ['Mercury', '2024-04-24T12:00:00Z', true],
    ['Mercury', '2024-04-27T12:00:00Z', false],
    ['Mars', '2024-12-01T12:00:00Z', false],
    ['Mars', '2024-12-15T12:00:00Z', true],
    ['Sun', '2024-06-01T00:00:00Z', false],
    ['Moon', '2024-06-01T00:00:00Z', false],
  ] as const)('%s at %s: %s', (planet, time, retrograde) => {
    expect(isRetrograde(planet, at(time))).toBe(retrograde);
  });
});

describe('the houses', () => {
  it('rise as published for Ulm, 14 March 1879, 11:30 local mean time', () => {
    const houses = computeHouses(skyAt(at('1879-03-14T10:50:00Z'), { latitude: 48.4, longitude: 10 }));

    expect(apart(houses.ascendant, dms(90 + 11, 39))).toBeLessThan(2 * ONE_MINUTE);
    expect(apart(houses.midheaven, dms(330 + 12, 50))).toBeLessThan(2 * ONE_MINUTE);
  });

  const SKIES = [-60, -33, 0, 28, 52, 65].flatMap((latitude) =>
    [0, 77, 180, 349].map((meridian): Sky => ({ latitude, meridian, obliquity: 23.44 })),
  );

  it.each(SKIES)('begin with the ascendant and follow one another: $latitude°, $meridian°', (sky) => {
    const { ascendant, midheaven, cusps } = computeHouses(sky);
    const widths = cusps.map((cusp, index) => normalizeDegrees((cusps[(index + 1) % 12] as number) - cusp));

    expect(cusps).toHaveLength(12);
    expect([cusps[0], cusps[9]]).toEqual([ascendant, midheaven]);
    expect(Math.min(...widths)).toBeGreaterThan(0);
    expect(widths.reduce((sum, width) => sum + width)).toBeCloseTo(360, 6);
    for (const [index, cusp] of cusps.entries()) {
      expect(houseOf(normalizeDegrees(cusp + (widths[index] as number) / 2), { ascendant, midheaven, cusps })).toBe(
        index + 1,
      );
    }
  });

  it.each(SKIES)('divide their arcs as Placidus does: $latitude°, $meridian°', (sky) => {
    const { cusps } = computeHouses(sky);

    // The share of its way from the meridian to the horizon that each cusp has gone.
    expect(wayGone(cusps[10] as number, sky)).toBeCloseTo(1 / 3, 4);
    expect(wayGone(cusps[11] as number, sky)).toBeCloseTo(2 / 3, 4);
    expect(wayGone(cusps[0] as number, sky)).toBeCloseTo(1, 4);
    expect(wayGone(cusps[4] as number, sky), 'the fifth house is elsewhere').not.toBeCloseTo(1 / 3, 1);
  });

  it('are whole signs within the polar circles', () => {
    const { ascendant, cusps } = computeHouses({ latitude: 69.65, meridian: 100, obliquity: 23.44 });

    expect(cusps.every((cusp) => cusp % 30 === 0)).toBe(true);
    expect(cusps[0]).toBe(Math.floor(ascendant / 30) * 30);
  });
});

const wayGone = (longitude: number, sky: Sky): number => {
  const radian = Math.PI / 180;
  const y = Math.sin(longitude * radian) * Math.cos(sky.obliquity * radian);
  const rightAscension = Math.atan2(y, Math.cos(longitude * radian)) / radian;
  return normalizeDegrees(rightAscension - sky.meridian) / semiDiurnalArc(longitude, sky);
};

describe('a position in the zodiac', () => {
  it.each([
    [0, 'Aries', 0],
    [29.999, 'Aries', 29],
    [30, 'Taurus', 0],
    [359.99, 'Pisces', 29],
    [360, 'Aries', 0],
    [-0.5, 'Pisces', 29],
    [-1e-15, 'Aries', 0],
  ])('of %f° is %s, %i°', (longitude, sign, degree) => {
    expect(zodiacPosition(longitude)).toEqual({ sign, degree });
  });
});

describe('a chart', () => {
  const date = { year: 1990, month: 4, day: 12 };
  const rome = findPlace('Rome') as Place;

  it('places ten planets, the ascendant and the midheaven', () => {
    const chart = computeChart({ date, time: { hour: 14, minute: 30 }, place: rome });

    expect(chart.placements).toHaveLength(10);
    expect(chart.placements[0]).toEqual({ planet: 'Sun', sign: 'Aries', degree: 22, isRetrograde: false, house: 9 });
    expect(chart.placements[9]).toMatchObject({ planet: 'Pluto', sign: 'Scorpio', isRetrograde: true, house: 4 });
    expect([chart.ascendant?.sign, chart.midheaven?.sign]).toEqual(['Leo', 'Taurus']);
  });

  it('has no houses when the time is not known', () => {
    const chart = computeChart({ date, time: undefined, place: rome });

    expect(chart.placements.every(({ house }) => house === undefined)).toBe(true);
    expect([chart.ascendant, chart.midheaven]).toEqual([undefined, undefined]);
  });

  it('names no date, no time and no place, in no words', () => {
    const chart = computeChart({ date, time: { hour: 14, minute: 31 }, place: rome });

    expect(JSON.stringify(chart) + describeChart(chart)).not.toMatch(/1990|April|:31|31|Rome|Italy|41\.89/);
  });
});
