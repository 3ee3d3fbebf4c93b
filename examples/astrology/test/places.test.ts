import { describe, expect, it } from 'vitest';
import { CITIES } from '../src/places/cities.ts';
import { toInstant } from '../src/places/civil-time.ts';
import { findPlace, placeAt } from '../src/places/place.ts';

describe('the table of cities', () => {
  it.each(CITIES.map((city) => [city[0], city] as const))('has coordinates and a time zone for %s', (_name, city) => {
    const [, , latitude, longitude, timeZone] = city;
    expect(Math.abs(latitude)).toBeLessThan(72);
    expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    // Clocks keep near to the sun: a slip in a sign or a zone is further off.
    const january = Date.UTC(2026, 0, 15);
    const wall = toInstant({ year: 2026, month: 1, day: 15 }, { hour: 0, minute: 0 }, timeZone).getTime();
    expect(Math.abs((january - wall) / 3_600_000 - longitude / 15)).toBeLessThan(3.1);
  });

  it('has each city once', () => {
    expect(new Set(CITIES.map(([name]) => name)).size).toBe(CITIES.length);
  });
});

describe('the place in a message', () => {
  it.each([
    ['Rome', 'Rome, Italy'],
    ['in rome, italy', 'Rome, Italy'],
    ['SÃO PAULO', 'Sao Paulo, Brazil'],
    ['Zürich', 'Zurich, Switzerland'],
    ['I was born in New Delhi.', 'New Delhi, India'],
    ['Port-au-Prince', 'Port au Prince, Haiti'],
    ['Dar es Salaam!', 'Dar es Salaam, Tanzania'],
  ])('is found in %j', (text, name) => {
    expect(findPlace(text)?.name).toBe(name);
  });

  it.each(['', 'Atlantis', 'Romeo', 'Parisian', '!?'])('is not found in %j', (text) => {
    expect(findPlace(text)).toBeUndefined();
  });
});

describe('the place at a location', () => {
  it('keeps its coordinates, and has the time zone of the nearest city', () => {
    expect(placeAt({ latitude: 43.77, longitude: 11.25 })).toMatchObject({
      latitude: 43.77,
      longitude: 11.25,
      timeZone: 'Europe/Rome',
    });
  });

  it('is near across the line where the date changes', () => {
    expect(placeAt({ latitude: -17.5, longitude: -179.9 })?.timeZone).toBe('Pacific/Fiji');
  });

  it('is none far from every city', () => {
    expect(placeAt({ latitude: -48.9, longitude: -123.4 })).toBeUndefined();
  });
});

describe('the instant of a civil time', () => {
  it.each([
    ['an ordinary day', '1990-04-12', '14:30', 'Europe/Rome', '1990-04-12T12:30:00Z'],
    ['winter', '1990-01-12', '14:30', 'Europe/Rome', '1990-01-12T13:30:00Z'],
    ['half an hour off', '1990-01-12', '14:30', 'Asia/Kolkata', '1990-01-12T09:00:00Z'],
    ['the day before in UTC', '2000-01-01', '08:00', 'Asia/Tokyo', '1999-12-31T23:00:00Z'],
    ['the day after in UTC', '1999-12-31', '20:00', 'America/New_York', '2000-01-01T01:00:00Z'],
    ['a time that clocks showed twice', '2023-10-29', '02:30', 'Europe/Berlin', '2023-10-29T00:30:00Z'],
    ['a time that clocks skipped', '2023-03-26', '02:30', 'Europe/Berlin', '2023-03-26T01:30:00Z'],
    ['a time that clocks showed twice', '2023-11-05', '01:30', 'America/New_York', '2023-11-05T05:30:00Z'],
    ['before there were time zones', '1879-03-14', '12:00', 'Europe/London', '1879-03-14T12:00:00Z'],
  ])('%s: %s %s in %s', (_what, dateText, timeText, timeZone, utc) => {
    const [year = 0, month = 0, day = 0] = dateText.split('-').map(Number);
    const [hour = 0, minute = 0] = timeText.split(':').map(Number);

    expect(toInstant({ year, month, day }, { hour, minute }, timeZone)).toEqual(new Date(utc));
  });
});
