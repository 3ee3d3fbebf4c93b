import type { Clock } from '../clock.js';

/** Where the wall clock stood to the monotonic one at some moment. */
export interface WallOrigin {
  /** When `clock.nowMs()` was 0, in milliseconds since 1970. */
  readonly originMs: number;
}

/** The wall clock tells whole milliseconds: what differs by less has not stepped. */
const TOLERANCE_MS = 2;

/** Where it stands now: `known` as long as the wall clock goes on evenly, so that all have the same origin to the fraction. */
export const wallOrigin = (clock: Pick<Clock, 'nowMs' | 'wallMs'>, known?: WallOrigin): WallOrigin => {
  const originMs = clock.wallMs() - clock.nowMs();
  return known !== undefined && Math.abs(originMs - known.originMs) < TOLERANCE_MS ? known : { originMs };
};
