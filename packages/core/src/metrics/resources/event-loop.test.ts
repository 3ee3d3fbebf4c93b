import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@astrolabe/core';
import { createManualClock, recordDiagnostics } from '@astrolabe/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createEventLoopWatch, DELAY_RESOLUTION_MS, type DelayMonitor, type EventLoopWatch } from './event-loop.js';

const INTERVAL_MS = 10_000;
let watch: EventLoopWatch;
afterEach(() => watch.stop());

/** Node's own histogram, filled by hand with how long the monitor's timer took each time. */
const setUp = () => {
  const clock = createManualClock();
  const histogram = createHistogram();
  let isEnabled = false;
  const switchTo = (state: boolean) => () => {
    isEnabled = state;
    return true;
  };
  const monitor = Object.assign(histogram, { enable: switchTo(true), disable: switchTo(false) }) as DelayMonitor;
  watch = createEventLoopWatch(clock, INTERVAL_MS, () => monitor);
  const interval = (...delaysMs: readonly number[]) => {
    for (const delayMs of delaysMs) histogram.record((DELAY_RESOLUTION_MS + delayMs) * 1e6);
    clock.advance(INTERVAL_MS);
    watch.sample();
  };
  return { clock, interval, isEnabled: () => isEnabled };
};

describe('the delay of the event loop', () => {
  it('is without the resolution of the monitor, of one interval alone', () => {
    const { interval } = setUp();
    watch.start();
    interval(0, 10, 20, 30, 40, 50, 60, 70, 80, 400);
    expect(watch.delays?.min).toBeCloseTo(0, 3);
    expect(watch.delays?.mean).toBeCloseTo(0.076, 3);
    expect(watch.delays?.stddev).toBeCloseTo(0.111, 2);
    expect(watch.delays?.p50).toBeCloseTo(0.04, 2);
    expect(watch.delays?.p90).toBeCloseTo(0.08, 2);
    expect(watch.delays?.p99).toBeCloseTo(0.4, 2);
    interval(10, 10);
    expect(watch.delays?.p99).toBeCloseTo(0.01, 3);
  });

  it('is never negative: timers may come a little early', () => {
    const { interval } = setUp();
    watch.start();
    interval(-1, -1);
    expect([watch.delays?.min, watch.delays?.p50, watch.longestSeconds]).toEqual([0, 0, 0]);
  });

  it('shows its longest for a minute, so that a scrape each minute sees it', () => {
    const { interval } = setUp();
    watch.start();
    interval(0, 3_000);
    for (let rest = 0; rest < 5; rest++) {
      interval(1);
      expect(watch.longestSeconds).toBeCloseTo(3, 1);
    }
    interval(1);
    expect(watch.longestSeconds).toBeCloseTo(0.001, 3);
  });

  it('is not known before the first interval has ended, and not after the end', () => {
    const { interval, isEnabled } = setUp();
    const known = () => [watch.delays, watch.longestSeconds, watch.lagSeconds, watch.utilization];
    watch.sample();
    expect(known()).toEqual([undefined, undefined, undefined, undefined]);
    watch.start();
    interval(5);
    expect(isEnabled()).toBe(true);
    expect(known()).not.toContain(undefined);
    watch.stop();
    expect(isEnabled()).toBe(false);
    expect(known()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('keeps the last known one over an interval in which the loop was blocked all along', () => {
    const { interval } = setUp();
    watch.start();
    interval(50);
    interval();
    expect(watch.delays?.p50).toBeCloseTo(0.05, 2);
  });
});

it('says how late a sample came itself', () => {
  const { clock } = setUp();
  watch.start();
  clock.advance(INTERVAL_MS + 750);
  watch.sample();
  expect(watch.lagSeconds).toBe(0.75);
  clock.advance(INTERVAL_MS);
  watch.sample();
  expect(watch.lagSeconds).toBe(0);
});

describe('the real event loop', () => {
  const clock = systemClock(recordDiagnostics().diagnostics);
  const block = (ms: number) => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs);
  };
  let monitor: DelayMonitor;
  const watchLoop = () => {
    monitor = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    watch = createEventLoopWatch(clock, 1_000, () => monitor);
    watch.start();
  };
  /** Until the monitor has looked so many times since the last sample. */
  const looks = (times: number) =>
    new Promise<void>((resolve) => {
      const stop = clock.every(20, () => {
        if (monitor.count < times) return;
        stop();
        resolve();
      });
    });

  it('is seen blocked between two looks, with its utilisation of that time alone', async () => {
    watchLoop();
    await looks(2);
    watch.sample();
    await looks(2);
    block(1_000);
    await looks(4);
    watch.sample();
    expect(watch.longestSeconds).toBeGreaterThan(0.7);
    expect(watch.delays?.p99).toBeGreaterThan(0.7);
    expect(watch.utilization).toBeGreaterThan(0.3);
    await looks(4);
    watch.sample();
    expect(watch.delays?.p50).toBeLessThan(0.2);
    expect(watch.utilization).toBeLessThan(0.3);
  });

  it('is seen blocked right after a sample, which the monitor alone does not see', async () => {
    watchLoop();
    await looks(2);
    watch.sample();
    block(1_000);
    await looks(2);
    watch.sample();
    expect(watch.longestSeconds).toBeGreaterThan(0.7);
    expect(watch.delays?.p99).toBeLessThan(0.7);
  });
});
