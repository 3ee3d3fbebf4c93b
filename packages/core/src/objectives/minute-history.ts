import type { EventCounts } from './burn-rate.js';

export const MINUTES_A_DAY = 1_440;

/** The minutes of one day (UTC): 14,400 bytes. */
export class DayOfMinutes {
  readonly good = new Uint32Array(MINUTES_A_DAY);
  readonly total = new Uint32Array(MINUTES_A_DAY);
  /** How many milliseconds of each minute were observed. */
  readonly coveredMs = new Uint16Array(MINUTES_A_DAY);
  /** Of the whole day, so that a long window is read by days. */
  readonly sums: MinuteSums = { good: 0, total: 0, coveredMs: 0 };

  add(minute: number, good: number, total: number, coveredMs: number): void {
    const covered = Math.min(coveredMs, MINUTE_MS - (this.coveredMs[minute] as number));
    (this.good[minute] as number) += good;
    (this.total[minute] as number) += total;
    (this.coveredMs[minute] as number) += covered;
    this.sums.good += good;
    this.sums.total += total;
    this.sums.coveredMs += covered;
  }

  /** Adds what the minutes `first` to `last` hold to `sums`. */
  addTo(sums: MinuteSums, first: number, last: number): void {
    for (let minute = first; minute <= last; minute++) {
      sums.good += this.good[minute] as number;
      sums.total += this.total[minute] as number;
      sums.coveredMs += this.coveredMs[minute] as number;
    }
  }
}

export interface MinuteSums extends EventCounts {
  good: number;
  total: number;
  coveredMs: number;
}

const MINUTE_MS = 60_000;

/**
 * What an objective counted in each minute, by minutes since 1970. Days come as they are needed and go when they are
 * too old: a window of 30 days takes 446,400 bytes at most.
 */
export class MinuteHistory {
  private readonly byDay = new Map<number, DayOfMinutes>();

  add(minute: number, good: number, total: number, coveredMs: number): void {
    const number = Math.floor(minute / MINUTES_A_DAY);
    let day = this.byDay.get(number);
    if (day === undefined) {
      day = new DayOfMinutes();
      this.byDay.set(number, day);
    }
    day.add(minute - number * MINUTES_A_DAY, good, total, coveredMs);
  }

  /** The sums of the minutes from `first` to `last`, both included. */
  sums(first: number, last: number): MinuteSums {
    const sums: MinuteSums = { good: 0, total: 0, coveredMs: 0 };
    for (const [number, day] of this.byDay) {
      const start = number * MINUTES_A_DAY;
      const from = Math.max(0, first - start);
      const to = Math.min(MINUTES_A_DAY - 1, last - start);
      if (from > 0 || to < MINUTES_A_DAY - 1) {
        day.addTo(sums, from, to);
        continue;
      }
      sums.good += day.sums.good;
      sums.total += day.sums.total;
      sums.coveredMs += day.sums.coveredMs;
    }
    return sums;
  }

  /** Adds the minutes of other days, each `shift` minutes later, where they are from `first` to `last`. */
  addDays(days: ReadonlyMap<number, DayOfMinutes>, shift: number, first: number, last: number): void {
    for (const [number, { good, total, coveredMs }] of days) {
      const start = number * MINUTES_A_DAY + shift;
      const to = Math.min(MINUTES_A_DAY - 1, last - start);
      for (let index = Math.max(0, first - start); index <= to; index++) {
        if (coveredMs[index] === 0 && total[index] === 0) continue;
        this.add(start + index, good[index] as number, total[index] as number, coveredMs[index] as number);
      }
    }
  }

  /** Drops the days that end before the minute `first`. */
  forgetBefore(first: number): void {
    for (const number of this.byDay.keys()) {
      if ((number + 1) * MINUTES_A_DAY <= first) this.byDay.delete(number);
    }
  }

  /** Days since 1970, each with its minutes. */
  days(): ReadonlyMap<number, DayOfMinutes> {
    return this.byDay;
  }
}
