import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DataPoint, DataPointType, type MetricData, type ResourceMetrics } from '../../src/export/metric-data.js';
import { metricRequest } from '../../src/export/otlp/metric-request.js';
import { traceRequest } from '../../src/export/otlp/trace-request.js';
import type { ReadableSpan } from '../../src/tracing/otel-api/readable-span.js';
import { Tracestate } from '../../src/tracing/w3c/tracestate.js';
import { SDK_2 } from './bot.js';
import { decodeMetrics, decodeTraces } from './otlp-decoder.js';

interface Serializer<T> {
  serializeRequest(payload: T): Uint8Array;
}
const require = createRequire(
  createRequire(`${SDK_2}/package.json`).resolve('@opentelemetry/exporter-trace-otlp-proto'),
);
/** OpenTelemetry's own. */
const { ProtobufTraceSerializer, ProtobufMetricsSerializer } = require('@opentelemetry/otlp-transformer') as {
  readonly ProtobufTraceSerializer: Serializer<readonly ReadableSpan[]>;
  readonly ProtobufMetricsSerializer: Serializer<ResourceMetrics>;
};

/** Letters of one byte, of several, and halves of pairs, short and long: lengths on both sides of each byte of a length. */
const text = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.integer({ min: 40, max: 140 }).map((length) => 'é'.repeat(length)),
  fc.constantFrom('x'.repeat(127), 'x'.repeat(128), 'x'.repeat(20_000), '\ud800', ''),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, -1, 2 ** 53, -(2 ** 53), 2 ** 62, -(2 ** 63), 2 ** 63, 2 ** 64, 127, 128, Number.NaN),
);
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(fc.option(text), { maxLength: 4 }),
  fc.array(fc.option(number), { maxLength: 4 }),
  fc.array(fc.option(fc.boolean()), { maxLength: 4 }),
);
const attributes = fc.dictionary(text, value, { maxKeys: 6, noNullPrototype: true }) as fc.Arbitrary<
  ReadableSpan['attributes']
>;
const hrTime = fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));
const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: digits, maxLength: digits });
const context = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.integer({ min: 0, max: 255 }),
    isRemote: fc.boolean(),
    traceState: fc.constant(Tracestate.empty.set('ot', 'th:8')),
  },
  { requiredKeys: ['traceId', 'spanId', 'traceFlags'] },
);
const count = fc.integer({ min: 0, max: 300 });
const scopes = [
  { name: '@astrolabe/core' },
  { name: 'bot', version: '1.2.3' },
  { name: 'bot', version: '2.0.0', schemaUrl: 'https://opentelemetry.io/schemas/1.38.0' },
];

const span = fc
  .record({
    name: text,
    kind: fc.constantFrom(0, 1, 2, 3, 4),
    context,
    parentSpanContext: fc.option(context, { nil: undefined }),
    startTime: hrTime,
    endTime: hrTime,
    status: fc.oneof(
      fc.constantFrom({ code: 0 as const }, { code: 1 as const }),
      fc.record({ code: fc.constant(2 as const), message: text }),
    ),
    attributes,
    events: fc.array(fc.record({ time: hrTime, name: text, attributes, droppedAttributesCount: count }), {
      maxLength: 3,
    }),
    links: fc.array(fc.record({ context, attributes, droppedAttributesCount: count }), { maxLength: 3 }),
    instrumentationScope: fc.constantFrom(...scopes),
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
  })
  .map(({ context: own, ...others }) => ({
    ...others,
    spanContext: () => own,
    duration: [0, 0] as [number, number],
    ended: true,
  }));
const traces = fc.tuple(fc.array(span, { minLength: 1, maxLength: 20 }), attributes).map(([spans, ofResource]) => {
  const resource = { attributes: ofResource };
  return spans.map((each) => ({ ...each, resource }));
});

/** What OpenTelemetry writes although it is the default. */
const DEFAULTS = new Set([
  'droppedEvents',
  'droppedLinks',
  'droppedAttributes',
  'code',
  'message',
  'description',
  'unit',
  'scale',
  'offset',
]);
const isDefault = (each: unknown): boolean =>
  each === undefined || (typeof each === 'object' && each !== null && Object.keys(each).length === 0);
/** A message without its defaults: they are the same message written or not. */
const bare = (message: unknown): unknown => {
  if (Array.isArray(message)) return message.map(bare);
  if (typeof message !== 'object' || message === null) return message;
  const entries = Object.entries(message)
    .map(([name, each]) => [name, bare(each)] as const)
    .filter(([name, each]) => !isDefault(each) && !(DEFAULTS.has(name) && (each === 0 || each === '')));
  return Object.fromEntries(entries);
};

describe('a request for traces', () => {
  it('says of any spans what OpenTelemetry would say of them, in fewer bytes', () => {
    fc.assert(
      fc.property(traces, (spans) => {
        const own = traceRequest(spans);
        const other = ProtobufTraceSerializer.serializeRequest(spans);
        expect(bare(decodeTraces(Buffer.from(own)))).toEqual(bare(decodeTraces(Buffer.from(other))));
        expect(own.length).toBeLessThanOrEqual(other.length);
      }),
      { numRuns: 400 },
    );
  });

  it('that leaves a count out would be seen to', () => {
    const [spans = []] = fc.sample(traces, { numRuns: 1, seed: 11 });
    const [first, ...others] = spans.map((each) => ({ ...each, droppedLinksCount: 1 }));
    const lacking = [{ ...first, droppedLinksCount: 0 } as ReadableSpan, ...others];
    const other = ProtobufTraceSerializer.serializeRequest([first as ReadableSpan, ...others]);
    expect(bare(decodeTraces(Buffer.from(traceRequest(lacking))))).not.toEqual(bare(decodeTraces(Buffer.from(other))));
  });

  it('of many spans is as long as it has to be', () => {
    const [some] = fc.sample(fc.array(span, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 7 });
    const spans = (some ?? []).map((each) => ({ ...each, resource: { attributes: {} } }));
    const read = decodeTraces(Buffer.from(traceRequest(spans)));
    const order = (ids: readonly string[]) => [...ids].sort();
    expect(order(read.map(({ spanId }) => spanId))).toEqual(
      order(spans.map((each) => each.spanContext().spanId.toLowerCase())),
    );
  });

  it('without spans is an empty one', () => {
    expect(traceRequest([])).toHaveLength(0);
  });
});

describe('a request for metrics', () => {
  const positive = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 2 ** 48 }));
  const labels = fc.dictionary(text, fc.oneof(text, fc.constant(true)), { maxKeys: 4, noNullPrototype: true });
  const point = <T>(of: fc.Arbitrary<T>) =>
    fc.record({ startTime: hrTime, endTime: hrTime, attributes: labels, value: of, exemplars: fc.constant([]) });
  const metric = (dataPointType: number, of: fc.Arbitrary<DataPoint['value']>): fc.Arbitrary<MetricData> =>
    fc.record({
      descriptor: fc.record({
        name: text,
        description: text,
        unit: fc.constantFrom('', 's', 'By'),
        type: fc.constant(''),
        valueType: fc.constant(1),
      }),
      aggregationTemporality: fc.constant(1),
      dataPointType: fc.constant(dataPointType),
      isMonotonic: fc.constant(dataPointType === DataPointType.sum),
      dataPoints: fc.array(point(of), { minLength: 1, maxLength: 4 }),
    });
  const explicit = fc.array(positive, { minLength: 1, maxLength: 20 }).map((counts) => ({
    sum: 1.5,
    count: counts.reduce((all, one) => all + one, 0),
    buckets: { boundaries: counts.slice(1).map((_, index) => index / 7), counts },
  }));
  const exponential = fc
    .tuple(
      fc.array(positive, { maxLength: 160 }),
      fc.integer({ min: -10, max: 20 }),
      fc.integer({ min: -5_000, max: 5_000 }),
    )
    .map(([bucketCounts, scale, offset]) => ({
      sum: 97.25,
      count: bucketCounts.reduce((all, one) => all + one, 3),
      scale,
      zeroCount: 3,
      positive: { offset, bucketCounts },
      negative: { offset: 0, bucketCounts: [] },
    }));
  const metrics = fc
    .array(
      fc.oneof(
        metric(DataPointType.sum, fc.double({ noNaN: true })),
        metric(DataPointType.gauge, fc.double()),
        metric(DataPointType.histogram, explicit),
        metric(DataPointType.exponentialHistogram, exponential),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map(
      (each): ResourceMetrics => ({
        resource: { attributes: { 'service.name': 'bot' } },
        scopeMetrics: [{ scope: { name: '@astrolabe/core', version: '1.0.0' }, metrics: each }],
      }),
    );

  it('says of any metrics what OpenTelemetry would say of them', () => {
    fc.assert(
      fc.property(metrics, (payload) => {
        const own = decodeMetrics(Buffer.from(metricRequest(payload)));
        const other = decodeMetrics(Buffer.from(ProtobufMetricsSerializer.serializeRequest(payload)));
        expect(bare(own)).toEqual(bare(other));
      }),
      { numRuns: 300 },
    );
  });
});
