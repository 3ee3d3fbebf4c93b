import type { Exemplar } from '../metrics/exemplar.js';
import type { Family, Sample } from '../metrics/family.js';
import type { HistogramSeries } from '../metrics/histogram.js';
import type { LabelPairs } from '../metrics/labels.js';
import { OVERFLOW_LABELS } from '../metrics/series-tree.js';
import type { HrTime } from '../tracing/hr-time.js';
import type { Resource } from '../tracing/otel-api/readable-span.js';
import type { InstrumentationScope } from '../tracing/span.js';
import { downscaled } from './downscaled-buckets.js';

/** Numbered as OpenTelemetry's SDK numbers them. */
export const DataPointType = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;
const CUMULATIVE = 1;
const DOUBLE = 1;

export interface ExplicitValue {
  readonly sum: number;
  readonly count: number;
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

export interface ExponentialValue {
  readonly sum: number;
  readonly count: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly negative: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

export interface DataPoint {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Readonly<Record<string, string | boolean>>;
  readonly value: number | ExplicitValue | ExponentialValue;
  /** Of a histogram. OpenTelemetry's own exporters know of none. */
  readonly exemplars: readonly Exemplar[];
}

export interface MetricData {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    readonly type: string;
    readonly valueType: number;
  };
  readonly aggregationTemporality: number;
  readonly dataPointType: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: DataPoint[];
}

/** Metrics in the shape in which OpenTelemetry's SDK hands them to exporters. */
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly { readonly scope: InstrumentationScope; readonly metrics: readonly MetricData[] }[];
}

export interface PointTimes {
  /** Since when is counted. */
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

export type HistogramKind = 'explicit' | 'exponential';

/** A metric without points yet. Its name is the one it has everywhere; its unit is what its name ends with. */
export const emptyMetric = ({ name, type, help }: Family, kind: HistogramKind): MetricData => ({
  descriptor: { name, description: help, unit: unitOf(name), type: type.toUpperCase(), valueType: DOUBLE },
  aggregationTemporality: CUMULATIVE,
  ...(type === 'counter'
    ? { dataPointType: DataPointType.sum, isMonotonic: true }
    : { dataPointType: type === 'gauge' ? DataPointType.gauge : histogramType(kind) }),
  dataPoints: [],
});

const histogramType = (kind: HistogramKind): number =>
  kind === 'explicit' ? DataPointType.histogram : DataPointType.exponentialHistogram;

export const dataPoint = ({ labels, value }: Sample, times: PointTimes, kind: HistogramKind): DataPoint => ({
  ...times,
  attributes: attributesOf(labels),
  value: typeof value === 'number' ? value : kind === 'explicit' ? explicitValue(value) : exponentialValue(value),
  exemplars: typeof value === 'number' ? NO_EXEMPLARS : exemplarsOf(value),
});

const NO_EXEMPLARS: readonly Exemplar[] = [];

const exemplarsOf = (series: HistogramSeries): readonly Exemplar[] => {
  const found: Exemplar[] = [];
  for (let bucket = 0; bucket <= series.edges.length; bucket++) {
    const exemplar = series.exemplar(bucket);
    if (exemplar !== undefined) found.push(exemplar);
  }
  return found;
};

/** Source: The Unified Code for Units of Measure, as OpenTelemetry uses it. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/_seconds(?:_total)?$/, 's'],
  [/_bytes(?:_total)?$/, 'By'],
  [/_ratio$/, '1'],
  [/_celsius$/, 'Cel'],
];
const unitOf = (name: string): string => UNITS.find(([ending]) => ending.test(name))?.[1] ?? '';

const attributesOf = (labels: LabelPairs): Record<string, string | boolean> =>
  labels === OVERFLOW_LABELS ? { 'otel.metric.overflow': true } : Object.fromEntries(labels);

const explicitValue = (series: HistogramSeries): ExplicitValue => {
  const { edges, sum } = series;
  const counts = Array.from({ length: edges.length + 1 }, (_, bucket) => series.bucketCount(bucket));
  return { sum, count: counts.reduce((all, one) => all + one, 0), buckets: { boundaries: [...edges], counts } };
};

const NONE = { offset: 0, bucketCounts: [] };

const exponentialValue = ({ exponential, sum }: HistogramSeries): ExponentialValue => {
  const { scale, offset, bucketCounts } = downscaled(exponential);
  const count = bucketCounts.reduce((all, one) => all + one, exponential.zeroCount);
  return { sum, count, scale, zeroCount: exponential.zeroCount, positive: { offset, bucketCounts }, negative: NONE };
};
