import type { Family } from '../metrics/family.js';
import { dataPoint, emptyMetric, type HistogramKind, type MetricData, type PointTimes } from './metric-data.js';

export interface MetricBatch {
  readonly metrics: readonly MetricData[];
  readonly points: number;
}

/**
 * The families in batches of at most `size()` points, each read when it is asked for: a metric of many series is in
 * several of them, and no series is in two.
 */
export function* metricBatches(
  families: Iterable<Family>,
  times: () => PointTimes,
  kind: HistogramKind,
  size: () => number,
): Generator<MetricBatch> {
  let metrics: MetricData[] = [];
  let points = 0;
  for (const family of families) {
    let metric: MetricData | undefined;
    for (const sample of family.series()) {
      if (metric === undefined) {
        metric = emptyMetric(family, kind);
        metrics.push(metric);
      }
      metric.dataPoints.push(dataPoint(sample, times(), kind));
      if (++points < size()) continue;
      yield { metrics, points };
      [metrics, points, metric] = [[], 0, undefined];
    }
  }
  if (points > 0) yield { metrics, points };
}
