import type { Check, CheckResult, Clock, MetricStore } from '@astrolabe/core';
import { createRequestCounter } from './request-counter.js';
import { createSlidingWindow, type RequestCounts } from './sliding-window.js';

const WINDOW_MS = 5 * 60_000;
const INTERVAL_MS = 5_000;
/** Half an interval, so that a timer which comes a little early still leaves its sample. */
const SPACING_MS = INTERVAL_MS / 2;
/** Two failures out of three requests at night are no outage. */
const MINIMUM_REQUESTS = 20;
const FAILING_PERCENT = 50;

/**
 * Fails while at least half of the last five minutes' requests, of at least 20, were answered with a status of 500 or
 * above. It observes their share in percent.
 */
export const failingRequests = (metrics: MetricStore, clock: Clock): Check => {
  const count = createRequestCounter(metrics);
  const window = createSlidingWindow(WINDOW_MS, SPACING_MS);
  return {
    name: 'requests:failing',
    componentType: 'system',
    critical: true,
    intervalMs: INTERVAL_MS,
    timeoutMs: 1_000,
    run: () => judge(window.advance(clock.nowMs(), count())),
  };
};

const judge = ({ total, failed }: RequestCounts): CheckResult => {
  const percent = total === 0 ? 0 : (failed / total) * 100;
  const observed = { observedValue: Math.round(percent * 10) / 10, observedUnit: 'percent' };
  if (total < MINIMUM_REQUESTS || percent < FAILING_PERCENT) return { status: 'pass', ...observed };
  const output = `${failed} of the ${total} requests of the last 5 minutes were answered with a status of 500 or above`;
  return { status: 'fail', ...observed, output };
};
