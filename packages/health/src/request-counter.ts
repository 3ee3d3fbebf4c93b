import { type HistogramSeries, type MetricStore, REQUEST_DURATION, type Sample } from '@astrolabe/core';
import type { RequestCounts } from './sliding-window.js';

const FIRST_SERVER_ERROR = 500;
/** A flood of new series is taken in over several readings, so that none of them holds the loop for long. */
const MOST_NEW_SERIES = 500;

/** Reads from the metric store how many requests the bot has answered since the process began. */
export const createRequestCounter = (metrics: MetricStore): (() => RequestCounts) => {
  const failed: HistogramSeries[] = [];
  const others: HistogramSeries[] = [];
  let walk: Iterator<Sample> | undefined;
  let taken = 0;

  const takeInNewSeries = () => {
    const family = metrics.family(REQUEST_DURATION);
    if (family === undefined) return;
    walk ??= family.series()[Symbol.iterator]();
    // The walk is not taken to its end, so that it goes on with the series that come.
    const until = Math.min(family.size, taken + MOST_NEW_SERIES);
    for (; taken < until; taken++) takeIn(walk.next().value);
  };
  /** A series without a status is none of a request. */
  const takeIn = ({ labels, value }: Sample) => {
    const status = labels.find(([name]) => name === 'http_response_status_code')?.[1];
    if (status === undefined || typeof value === 'number') return;
    (Number(status) >= FIRST_SERVER_ERROR ? failed : others).push(value);
  };

  return () => {
    takeInNewSeries();
    const failedCount = sum(failed);
    return { failed: failedCount, total: failedCount + sum(others) };
  };
};

const sum = (series: readonly HistogramSeries[]): number => {
  let count = 0;
  for (const each of series) count += each.count;
  return count;
};
