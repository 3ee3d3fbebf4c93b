/** A date of the Gregorian calendar, as it is on a birth certificate. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** What a clock on the wall shows. */
export interface CivilTime {
  /** 0 to 23. */
  readonly hour: number;
  readonly minute: number;
}

const DAY_MS = 86_400_000;

/**
 * The instant at which the clocks of a time zone showed this. When they showed it twice it is the first time, and when
 * they skipped it, as much later as they were put forward: what calendars do.
 */
export const toInstant = ({ year, month, day }: CivilDate, { hour, minute }: CivilTime, timeZone: string): Date => {
  const asIfUtc = Date.UTC(year, month - 1, day, hour, minute);
  const before = offsetMs(asIfUtc - DAY_MS, timeZone);
  const after = offsetMs(asIfUtc + DAY_MS, timeZone);
  const isSkippedBefore = offsetMs(asIfUtc - before, timeZone) !== before;
  const isSkippedAfter = offsetMs(asIfUtc - after, timeZone) !== after;
  return new Date(asIfUtc - (isSkippedBefore && !isSkippedAfter ? after : before));
};

/** How much later it is in the zone than in UTC: local mean time before there were zones. */
const offsetMs = (instantMs: number, timeZone: string): number => {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instantMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1_000) * 1_000;
};

/** To make one costs a hundred times as much as to use it. There are no more than there are zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, formatter);
  return formatter;
};
