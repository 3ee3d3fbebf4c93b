import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../../clock.js';

/**
 * How often the delay is looked at. Each look wakes the process, which costs more than all else here together; a block
 * of this length or longer never falls between two looks.
 */
export const DELAY_RESOLUTION_MS = 200;
const NANOS_PER_MS = 1e6;
const RESOLUTION_NANOS = DELAY_RESOLUTION_MS * NANOS_PER_MS;
const NANOS_PER_SECOND = 1e9;
/** The longest delay stays in sight as long as the rarest usual scrape takes to come by. */
const LONGEST_KEPT_MS = 60_000;

/** Delays in seconds, of one interval. */
export interface EventLoopDelays {
  readonly min: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** How long the event loop keeps its callers waiting, and how much of the time it works. */
export interface EventLoopWatch {
  start(): void;
  /** Ends an interval, and begins the next. */
  sample(): void;
  stop(): void;
  /** Undefined until the first interval has ended. */
  readonly delays: EventLoopDelays | undefined;
  /** The longest of the last minute, so that none is gone before a scrape. */
  readonly longestSeconds: number | undefined;
  /** How late the last sample itself came. */
  readonly lagSeconds: number | undefined;
  /** From 0 to 1, of the last interval. */
  readonly utilization: number | undefined;
}

/** The part of Node's `IntervalHistogram` that is needed. */
export type DelayMonitor = Pick<
  ReturnType<typeof monitorEventLoopDelay>,
  'count' | 'min' | 'max' | 'mean' | 'stddev' | 'percentile' | 'reset' | 'enable' | 'disable'
>;

interface Interval {
  readonly endMs: number;
  readonly longestSeconds: number;
}

export const createEventLoopWatch = (
  clock: Pick<Clock, 'nowMs' | 'after'>,
  intervalMs: number,
  createMonitor: () => DelayMonitor = () => monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS }),
): EventLoopWatch => {
  let monitor: DelayMonitor | undefined;
  let before: { readonly atMs: number; readonly loop: EventLoopUtilization } | undefined;
  let delays: EventLoopDelays | undefined;
  let utilization: number | undefined;
  let lagSeconds: number | undefined;
  let longest: readonly Interval[] = [];

  let cancelFirstLook = () => {};

  const keepLongest = (endMs: number, longestSeconds: number) => {
    longest = [...longest.filter((each) => endMs - each.endMs < LONGEST_KEPT_MS), { endMs, longestSeconds }];
  };
  /** The monitor counts from its first look on: what blocks the loop until then has to be seen by somebody else. */
  const watchUntilFirstLook = (fromMs: number) => {
    cancelFirstLook = clock.after(DELAY_RESOLUTION_MS, () => {
      const nowMs = clock.nowMs();
      keepLongest(nowMs, delay((nowMs - fromMs) * NANOS_PER_MS));
    });
  };
  const readDelays = (histogram: DelayMonitor, nowMs: number) => {
    // Without a look the loop was blocked all along: what comes of it is in the next interval.
    if (histogram.count > 0) {
      delays = delaysOf(histogram);
      keepLongest(nowMs, delay(histogram.max));
    }
    histogram.reset();
    cancelFirstLook();
    watchUntilFirstLook(nowMs);
  };

  return {
    start: () => {
      monitor = createMonitor();
      monitor.enable();
      before = { atMs: clock.nowMs(), loop: performance.eventLoopUtilization() };
      watchUntilFirstLook(before.atMs);
    },
    sample: () => {
      if (monitor === undefined || before === undefined) return;
      const now = { atMs: clock.nowMs(), loop: performance.eventLoopUtilization() };
      lagSeconds = Math.max(0, now.atMs - before.atMs - intervalMs) / 1_000;
      utilization = performance.eventLoopUtilization(now.loop, before.loop).utilization;
      before = now;
      readDelays(monitor, now.atMs);
    },
    stop: () => {
      monitor?.disable();
      cancelFirstLook();
      monitor = undefined;
      [before, delays, utilization, lagSeconds, longest] = [undefined, undefined, undefined, undefined, []];
    },
    get delays() {
      return delays;
    },
    get longestSeconds() {
      return longest.length === 0 ? undefined : Math.max(...longest.map((each) => each.longestSeconds));
    },
    get lagSeconds() {
      return lagSeconds;
    },
    get utilization() {
      return utilization;
    },
  };
};

/** The monitor times its own timer, which in an idle process takes exactly its resolution. */
const delay = (nanos: number): number => Math.max(0, nanos - RESOLUTION_NANOS) / NANOS_PER_SECOND;

const delaysOf = (histogram: DelayMonitor): EventLoopDelays => ({
  min: delay(histogram.min),
  mean: delay(histogram.mean),
  stddev: histogram.stddev / NANOS_PER_SECOND,
  p50: delay(histogram.percentile(50)),
  p90: delay(histogram.percentile(90)),
  p99: delay(histogram.percentile(99)),
});
