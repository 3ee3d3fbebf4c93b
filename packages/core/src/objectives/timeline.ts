import type { Clock } from '../clock.js';

/** What passes between two samples without being seen: a longer pause is a process that did not run. */
export const LONGEST_UNSEEN_MS = 30_000;

/**
 * Time that never goes back, in milliseconds named by the wall clock. It runs with the monotonic clock, so a wall clock
 * that is set back changes nothing here. One that leaps ahead takes the time with it: on a machine that slept, the
 * monotonic clock may have stood still, and what was slept through was not observed.
 */
export class Timeline {
  private readonly clock: Clock;
  private aheadMs: number;
  private lastNowMs: number;
  private lastWallMs: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.lastNowMs = clock.nowMs();
    this.lastWallMs = clock.wallMs();
    this.aheadMs = this.lastWallMs - this.lastNowMs;
  }

  now(): number {
    const nowMs = this.clock.nowMs();
    const wallMs = this.clock.wallMs();
    const leapMs = wallMs - this.lastWallMs - (nowMs - this.lastNowMs);
    if (leapMs > LONGEST_UNSEEN_MS) this.aheadMs += leapMs;
    this.lastNowMs = nowMs;
    this.lastWallMs = wallMs;
    return Math.round(nowMs + this.aheadMs);
  }

  /** What has to be added to a minute of this timeline to have the wall clock's number of it. */
  minutesToWall(): number {
    return Math.round((this.clock.wallMs() - this.now()) / 60_000);
  }
}
