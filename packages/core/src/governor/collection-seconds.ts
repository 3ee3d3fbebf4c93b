import type { HistogramSeries } from '../metrics/histogram.js';
import type { MetricStore } from '../metrics/store.js';

const COLLECTIONS = 'nodejs_gc_duration_seconds';

/** Seconds that collections of garbage have taken; 0 where nobody looks at them. */
export const collectionSeconds = (metrics: MetricStore): number => {
  let seconds = 0;
  for (const { value } of metrics.family(COLLECTIONS)?.series() ?? []) seconds += (value as HistogramSeries).sum;
  return seconds;
};
