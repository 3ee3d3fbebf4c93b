import type { DecodedMetric, DecodedPoint } from '../../core/test/export/otlp-decoder.js';

type Labels = Readonly<Record<string, unknown>>;

/**
 * What a collector gives Prometheus of the metrics that it was sent, as text. Source: OpenTelemetry's specification,
 * "Prometheus and OpenMetrics Compatibility", "OTLP Metric points to Prometheus".
 */
export const pageOf = (metrics: readonly DecodedMetric[]): string =>
  metrics
    .map(({ name, type, points }) => {
      const lines = points.flatMap((point) => samplesOf(name, type, point));
      return `# TYPE ${name} ${TYPES[type]}\n${lines.join('\n')}\n`;
    })
    .join('');

const TYPES = { gauge: 'gauge', sum: 'counter', histogram: 'histogram', exponentialHistogram: 'histogram' } as const;

const samplesOf = (name: string, type: DecodedMetric['type'], point: DecodedPoint): readonly string[] => {
  const { attributes, value = 0, count = 0n, sum = 0 } = point;
  if (type === 'gauge' || type === 'sum') return [sample(name, attributes, value)];
  const [bounds, counts] = type === 'histogram' ? explicitBuckets(point) : exponentialBuckets(point);
  let below = 0;
  const buckets = bounds.map((bound, bucket) => {
    below += counts[bucket] ?? 0;
    return sample(`${name}_bucket`, { ...attributes, le: String(bound) }, below);
  });
  return [
    ...buckets,
    sample(`${name}_bucket`, { ...attributes, le: '+Inf' }, Number(count)),
    sample(`${name}_count`, attributes, Number(count)),
    sample(`${name}_sum`, attributes, sum),
  ];
};

type Buckets = readonly [bounds: readonly number[], counts: readonly number[]];

const explicitBuckets = ({ bounds = [], bucketCounts = [] }: DecodedPoint): Buckets => [bounds, bucketCounts];

/** Bucket i holds what is above base^i and not above base^(i+1), where base is 2^(2^-scale). */
const exponentialBuckets = ({ scale = 0, zeroCount = 0n, positive = {} }: DecodedPoint): Buckets => {
  const { offset = 0, counts = [] } = positive;
  const bound = (index: number) => 2 ** (index * 2 ** -scale);
  return [
    [bound(offset), ...counts.map((_, place) => bound(offset + place + 1))],
    [Number(zeroCount), ...counts],
  ];
};

const sample = (name: string, labels: Labels, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([label, text]) => `${label}=${JSON.stringify(String(text))}`)
    .join(',')}} ${value}`;
