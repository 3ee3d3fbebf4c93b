import { types } from 'node:util';
import type { Clock } from '../clock.js';
import { type WallOrigin, wallOrigin } from './wall-origin.js';

/** A time as OpenTelemetry's API takes it: `[seconds, nanoseconds]` or milliseconds since 1970, a `Date`, or `performance.now()`. */
export type TimeInput = readonly [number, number] | number | Date;

/** What lies below counts from the start of the process, for three years; what lies above, from 1970. */
const FIRST_EPOCH_MS = 1e11;
/** In the year 2286: a time beyond it is none, and would not fit into what is sent. */
const LAST_EPOCH_MS = 1e13;

/** Monotonic milliseconds, as `clock.nowMs()` gives them; now, where the time cannot be read. */
export const monotonicMs = (time: TimeInput | undefined, clock: Clock, { originMs }: WallOrigin): number => {
  if (typeof time === 'number' && Math.abs(time) < FIRST_EPOCH_MS) return time;
  const epochMs = time === undefined ? Number.NaN : epochMsOf(time);
  return epochMs >= 0 && epochMs < LAST_EPOCH_MS ? epochMs - originMs : clock.nowMs();
};

/** When `clock.nowMs()` was 0, in milliseconds since 1970. */
export const wallOriginMs = (clock: Clock): number => wallOrigin(clock).originMs;

/** Tells a time from attributes, which stand in the same place. */
export const isTimeInput = (value: unknown): value is TimeInput =>
  typeof value === 'number' || types.isDate(value) || isHrTime(value);

const isHrTime = (value: unknown): value is readonly [number, number] => {
  try {
    return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
  } catch {
    // A proxy's traps threw.
    return false;
  }
};

const epochMsOf = (time: TimeInput): number => {
  if (typeof time === 'number') return time;
  if (types.isDate(time)) return Date.prototype.getTime.call(time);
  return isHrTime(time) ? time[0] * 1_000 + time[1] / 1e6 : Number.NaN;
};
