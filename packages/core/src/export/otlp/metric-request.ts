import type { Exemplar } from '../../metrics/exemplar.js';
import { hrTime } from '../../tracing/hr-time.js';
import {
  type DataPoint,
  DataPointType,
  type ExplicitValue,
  type ExponentialValue,
  type MetricData,
  type ResourceMetrics,
} from '../metric-data.js';
import { writeAttributes, writeResource, writeScope } from './common-messages.js';
import { ProtobufWriter } from './protobuf-writer.js';

// Source of the field numbers: opentelemetry-proto 1.x, collector/metrics/v1/metrics_service.proto and
// metrics/v1/metrics.proto.
const Request = { resourceMetrics: 1 } as const;
const ResourceMetricsField = { resource: 1, scopeMetrics: 2 } as const;
const ScopeMetrics = { scope: 1, metrics: 2 } as const;
const Metric = { name: 1, description: 2, unit: 3, gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10 } as const;
/** The same in each of the four kinds of metrics that have them. */
const Points = { dataPoints: 1, temporality: 2, isMonotonic: 3 } as const;
const NumberPoint = { start: 2, time: 3, double: 4, attributes: 7 } as const;
const HistogramPoint = {
  start: 2,
  time: 3,
  count: 4,
  sum: 5,
  bucketCounts: 6,
  bounds: 7,
  exemplars: 8,
  attributes: 9,
} as const;
const ExponentialPoint = {
  attributes: 1,
  start: 2,
  time: 3,
  count: 4,
  sum: 5,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  exemplars: 11,
} as const;
const Buckets = { offset: 1, counts: 2 } as const;
const ExemplarField = { time: 2, double: 3, traceId: 5 } as const;

const POINT_BYTES = 256;
const AROUND_BYTES = 1_024;

/** `ExportMetricsServiceRequest`, in the wire format of Protocol Buffers. */
export const metricRequest = ({ resource, scopeMetrics }: ResourceMetrics): Uint8Array => {
  let points = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
  const writer = new ProtobufWriter(AROUND_BYTES + POINT_BYTES * points);
  const resourceMetrics = writer.begin(Request.resourceMetrics, 3);
  writeResource(writer, ResourceMetricsField.resource, resource);
  for (const { scope, metrics } of scopeMetrics) {
    const ofScope = writer.begin(ResourceMetricsField.scopeMetrics, 3);
    writeScope(writer, ScopeMetrics.scope, scope);
    for (const metric of metrics) writeMetric(writer, metric);
    writer.end(ofScope, 3);
  }
  writer.end(resourceMetrics, 3);
  return writer.written();
};

const writeMetric = (writer: ProtobufWriter, metric: MetricData): void => {
  const { descriptor, dataPointType, dataPoints, aggregationTemporality, isMonotonic } = metric;
  const start = writer.begin(ScopeMetrics.metrics, 2);
  writer.text(Metric.name, descriptor.name);
  writer.text(Metric.description, descriptor.description);
  writer.text(Metric.unit, descriptor.unit);
  const kind = writer.begin(FIELDS[dataPointType] as number, 2);
  for (const point of dataPoints) writePoint(writer, dataPointType, point);
  // The SDK counts them from 0, the protocol leaves 0 to what is not specified.
  if (dataPointType !== DataPointType.gauge) writer.unsigned(Points.temporality, aggregationTemporality + 1);
  if (isMonotonic) writer.unsigned(Points.isMonotonic, 1);
  writer.end(kind, 2);
  writer.end(start, 2);
};

const FIELDS: Readonly<Record<number, number>> = {
  [DataPointType.gauge]: Metric.gauge,
  [DataPointType.sum]: Metric.sum,
  [DataPointType.histogram]: Metric.histogram,
  [DataPointType.exponentialHistogram]: Metric.exponentialHistogram,
};

const writePoint = (writer: ProtobufWriter, type: number, point: DataPoint): void => {
  const start = writer.begin(Points.dataPoints, 2);
  if (typeof point.value === 'number') writeNumberPoint(writer, point, point.value);
  else if (type === DataPointType.histogram) writeHistogramPoint(writer, point, point.value as ExplicitValue);
  else writeExponentialPoint(writer, point, point.value as ExponentialValue);
  writer.end(start, 2);
};

const writeNumberPoint = (writer: ProtobufWriter, point: DataPoint, value: number): void => {
  writer.nanoseconds(NumberPoint.start, point.startTime);
  writer.nanoseconds(NumberPoint.time, point.endTime);
  writer.double(NumberPoint.double, value);
  writeAttributes(writer, NumberPoint.attributes, point.attributes);
};

const writeHistogramPoint = (
  writer: ProtobufWriter,
  point: DataPoint,
  { sum, count, buckets }: ExplicitValue,
): void => {
  writer.nanoseconds(HistogramPoint.start, point.startTime);
  writer.nanoseconds(HistogramPoint.time, point.endTime);
  writer.fixed64(HistogramPoint.count, count);
  writer.double(HistogramPoint.sum, sum);
  writer.packedFixed64(HistogramPoint.bucketCounts, buckets.counts);
  writer.packedDoubles(HistogramPoint.bounds, buckets.boundaries);
  for (const exemplar of point.exemplars) writeExemplar(writer, HistogramPoint.exemplars, exemplar);
  writeAttributes(writer, HistogramPoint.attributes, point.attributes);
};

const writeExponentialPoint = (writer: ProtobufWriter, point: DataPoint, value: ExponentialValue): void => {
  const { sum, count, scale, zeroCount, positive } = value;
  writeAttributes(writer, ExponentialPoint.attributes, point.attributes);
  writer.nanoseconds(ExponentialPoint.start, point.startTime);
  writer.nanoseconds(ExponentialPoint.time, point.endTime);
  writer.fixed64(ExponentialPoint.count, count);
  writer.double(ExponentialPoint.sum, sum);
  writer.zigzag(ExponentialPoint.scale, scale);
  writer.fixed64(ExponentialPoint.zeroCount, zeroCount);
  const buckets = writer.begin(ExponentialPoint.positive, 1);
  writer.zigzag(Buckets.offset, positive.offset);
  writer.packedUnsigned(Buckets.counts, positive.bucketCounts);
  writer.end(buckets, 1);
  for (const exemplar of point.exemplars) writeExemplar(writer, ExponentialPoint.exemplars, exemplar);
};

const writeExemplar = (writer: ProtobufWriter, field: number, { traceId, value, wallMs }: Exemplar): void => {
  const start = writer.begin(field, 1);
  writer.nanoseconds(ExemplarField.time, hrTime(wallMs));
  writer.double(ExemplarField.double, value);
  writer.hex(ExemplarField.traceId, traceId);
  writer.end(start, 1);
};
