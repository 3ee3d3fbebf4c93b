import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../../clock.js';
import { LongestDelay } from './longest-delay.js';

/**
 * How often the delay is looked at. Each look wakes the process, which costs more than all else here together; a block
 * of this length or longer never falls between two looks.
 */
export const DELAY_RESOLUTION_MS = 200;
const NANOS_PER_MS = 1e6;
const RESOLUTION_NANOS = DELAY_RESOLUTION_MS * NANOS_PER_MS;
const NANOS_PER_SECOND = 1e9;

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

export const createEventLoopWatch = (
  clock: Pick<Clock, 'nowMs' | 'after'>,
  intervalMs: number,
  createMonitor: () => DelayMonitor = () => monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS }),
): EventLoopWatch => new SampledEventLoop(clock, intervalMs, createMonitor);

class SampledEventLoop implements EventLoopWatch {
  delays: EventLoopDelays | undefined;
  utilization: number | undefined;
  lagSeconds: number | undefined;
  private readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  private readonly intervalMs: number;
  private readonly createMonitor: () => DelayMonitor;
  private readonly longest = new LongestDelay();
  private monitor: DelayMonitor | undefined;
  private before: { readonly atMs: number; readonly loop: EventLoopUtilization } | undefined;
  private cancelFirstLook = () => {};

  constructor(clock: Pick<Clock, 'nowMs' | 'after'>, intervalMs: number, createMonitor: () => DelayMonitor) {
    this.clock = clock;
    this.intervalMs = intervalMs;
    this.createMonitor = createMonitor;
  }

  get longestSeconds(): number | undefined {
    return this.longest.seconds;
  }

  start(): void {
    this.monitor = this.createMonitor();
    this.monitor.enable();
    this.before = { atMs: this.clock.nowMs(), loop: performance.eventLoopUtilization() };
    this.watchUntilFirstLook(this.before.atMs);
  }

  sample(): void {
    const { monitor, before } = this;
    if (monitor === undefined || before === undefined) return;
    const now = { atMs: this.clock.nowMs(), loop: performance.eventLoopUtilization() };
    this.lagSeconds = Math.max(0, now.atMs - before.atMs - this.intervalMs) / 1_000;
    this.utilization = performance.eventLoopUtilization(now.loop, before.loop).utilization;
    this.before = now;
    this.readDelays(monitor, now.atMs);
  }

  stop(): void {
    this.monitor?.disable();
    this.cancelFirstLook();
    this.longest.clear();
    this.monitor = undefined;
    [this.before, this.delays, this.utilization, this.lagSeconds] = [undefined, undefined, undefined, undefined];
  }

  private readDelays(histogram: DelayMonitor, nowMs: number): void {
    // Without a look the loop was blocked all along: what comes of it is in the next interval.
    if (histogram.count > 0) {
      this.delays = delaysOf(histogram);
      this.longest.add(nowMs, delay(histogram.max));
    }
    histogram.reset();
    this.cancelFirstLook();
    this.watchUntilFirstLook(nowMs);
  }

  /** The monitor counts from its first look on: what blocks the loop until then has to be seen by somebody else. */
  private watchUntilFirstLook(fromMs: number): void {
    this.cancelFirstLook = this.clock.after(DELAY_RESOLUTION_MS, () => {
      const nowMs = this.clock.nowMs();
      this.longest.add(nowMs, delay((nowMs - fromMs) * NANOS_PER_MS));
    });
  }
}

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
