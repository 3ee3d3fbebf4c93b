import { type Family, type HistogramSeries, type MetricStore, REQUEST_DURATION } from '@astrolabe/core';
import type { RequestCounts } from './sliding-window.js';

const FIRST_SERVER_ERROR = 500;

/**
 * Reads from the metric store how many requests the bot has answered since the process began. Which series are of
 * failures is looked up again only when there are more of them.
 */
export const createRequestCounter = (metrics: MetricStore): (() => RequestCounts) => {
  let failed: readonly HistogramSeries[] = [];
  let others: readonly HistogramSeries[] = [];
  let size = 0;
  return () => {
    const family = metrics.family(REQUEST_DURATION);
    if (family !== undefined && family.size !== size) {
      size = family.size;
      ({ failed, others } = sortByOutcome(family));
    }
    const failedCount = sum(failed);
    return { failed: failedCount, total: failedCount + sum(others) };
  };
};

/** The overflow series has no status, so its requests say nothing here. */
const sortByOutcome = (family: Family) => {
  const failed: HistogramSeries[] = [];
  const others: HistogramSeries[] = [];
  for (const { labels, value } of family.series()) {
    const status = labels.find(([name]) => name === 'http_response_status_code')?.[1];
    if (status === undefined || typeof value === 'number') continue;
    (Number(status) >= FIRST_SERVER_ERROR ? failed : others).push(value);
  }
  return { failed, others };
};

const sum = (series: readonly HistogramSeries[]): number => {
  let count = 0;
  for (const each of series) count += each.count;
  return count;
};
