/**
 * Reads OTLP without any code of OpenTelemetry's: the wire format of Protocol Buffers, and the field numbers of
 * `opentelemetry/proto/{trace,metrics,common,resource}/v1`.
 */
type Kind =
  | 'text'
  | 'bytes'
  | 'varint'
  | 'int64'
  | 'zigzag'
  | 'fixed64'
  | 'double'
  | 'fixed32'
  | 'packed64'
  | 'packedDouble'
  | 'packedVarint';
type Field = readonly [name: string, kind: Kind | Schema, isRepeated?: 'list'];
interface Schema {
  readonly [number: number]: Field;
}

export type Message = Record<string, unknown>;

const KEY_VALUE: Schema = {};
const ANY_VALUE: Schema = {
  1: ['text', 'text'],
  2: ['flag', 'varint'],
  3: ['integer', 'int64'],
  4: ['double', 'double'],
  5: ['list', { 1: ['values', {} as Schema, 'list'] }],
};
Object.assign((ANY_VALUE[5] as unknown as [string, Record<number, unknown>])[1], { 1: ['values', ANY_VALUE, 'list'] });
Object.assign(KEY_VALUE, { 1: ['key', 'text'], 2: ['value', ANY_VALUE] });

const RESOURCE: Schema = { 1: ['attributes', KEY_VALUE, 'list'], 2: ['droppedAttributes', 'varint'] };
const SCOPE: Schema = { 1: ['name', 'text'], 2: ['version', 'text'] };
const EVENT: Schema = {
  1: ['time', 'fixed64'],
  2: ['name', 'text'],
  3: ['attributes', KEY_VALUE, 'list'],
  4: ['droppedAttributes', 'varint'],
};
const LINK: Schema = {
  1: ['traceId', 'bytes'],
  2: ['spanId', 'bytes'],
  3: ['traceState', 'text'],
  4: ['attributes', KEY_VALUE, 'list'],
  5: ['droppedAttributes', 'varint'],
  6: ['flags', 'fixed32'],
};
const SPAN: Schema = {
  1: ['traceId', 'bytes'],
  2: ['spanId', 'bytes'],
  3: ['traceState', 'text'],
  4: ['parentSpanId', 'bytes'],
  5: ['name', 'text'],
  6: ['kind', 'varint'],
  7: ['start', 'fixed64'],
  8: ['end', 'fixed64'],
  9: ['attributes', KEY_VALUE, 'list'],
  10: ['droppedAttributes', 'varint'],
  11: ['events', EVENT, 'list'],
  12: ['droppedEvents', 'varint'],
  13: ['links', LINK, 'list'],
  14: ['droppedLinks', 'varint'],
  15: ['status', { 2: ['message', 'text'], 3: ['code', 'varint'] }],
  16: ['flags', 'fixed32'],
};
const SCOPE_SPANS: Schema = { 1: ['scope', SCOPE], 2: ['spans', SPAN, 'list'], 3: ['schemaUrl', 'text'] };
const TRACES: Schema = {
  1: ['resourceSpans', { 1: ['resource', RESOURCE], 2: ['scopeSpans', SCOPE_SPANS, 'list'] }, 'list'],
};

const NUMBER_POINT: Schema = {
  2: ['start', 'fixed64'],
  3: ['time', 'fixed64'],
  4: ['value', 'double'],
  6: ['integer', 'fixed64'],
  7: ['attributes', KEY_VALUE, 'list'],
};
const EXEMPLAR: Schema = {
  2: ['time', 'fixed64'],
  3: ['value', 'double'],
  4: ['spanId', 'bytes'],
  5: ['traceId', 'bytes'],
};
const HISTOGRAM_POINT: Schema = {
  2: ['start', 'fixed64'],
  3: ['time', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'packed64'],
  7: ['bounds', 'packedDouble'],
  8: ['exemplars', EXEMPLAR, 'list'],
  9: ['attributes', KEY_VALUE, 'list'],
};
const BUCKETS: Schema = { 1: ['offset', 'zigzag'], 2: ['counts', 'packedVarint'] };
const EXPONENTIAL_POINT: Schema = {
  1: ['attributes', KEY_VALUE, 'list'],
  2: ['start', 'fixed64'],
  3: ['time', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['scale', 'zigzag'],
  7: ['zeroCount', 'fixed64'],
  8: ['positive', BUCKETS],
  9: ['negative', BUCKETS],
  11: ['exemplars', EXEMPLAR, 'list'],
};
const METRIC: Schema = {
  1: ['name', 'text'],
  2: ['description', 'text'],
  3: ['unit', 'text'],
  5: ['gauge', { 1: ['points', NUMBER_POINT, 'list'] }],
  7: ['sum', { 1: ['points', NUMBER_POINT, 'list'], 2: ['temporality', 'varint'], 3: ['isMonotonic', 'varint'] }],
  9: ['histogram', { 1: ['points', HISTOGRAM_POINT, 'list'], 2: ['temporality', 'varint'] }],
  10: ['exponentialHistogram', { 1: ['points', EXPONENTIAL_POINT, 'list'], 2: ['temporality', 'varint'] }],
};
const METRICS: Schema = {
  1: [
    'resourceMetrics',
    { 1: ['resource', RESOURCE], 2: ['scopeMetrics', { 1: ['scope', SCOPE], 2: ['metrics', METRIC, 'list'] }, 'list'] },
    'list',
  ],
};

/** @throws RangeError for bytes that are none of this message */
const decode = (bytes: Buffer, schema: Schema): Message => {
  const message: Message = {};
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = schema[tag >>> 3];
    if (field === undefined) throw new RangeError(`no field ${tag >>> 3}`);
    const raw = (tag & 7) === 0 ? varint() : take(lengthOf(tag & 7, varint));
    const [name, kind, isRepeated] = field;
    const value = typeof kind === 'string' ? scalar(kind, raw) : decode(raw as Buffer, kind);
    if (isRepeated === 'list') message[name] = [...((message[name] as unknown[]) ?? []), value];
    else message[name] = value;
  }
  return message;
};

const lengthOf = (wireType: number, varint: () => bigint): number => {
  if (wireType === 1) return 8;
  if (wireType === 5) return 4;
  if (wireType === 2) return Number(varint());
  throw new RangeError(`no wire type ${wireType}`);
};

const scalar = (kind: Kind, raw: Buffer | bigint): unknown => {
  if (typeof raw === 'bigint') {
    if (kind === 'zigzag') return Number((raw >> 1n) ^ -(raw & 1n));
    const value = kind === 'int64' ? BigInt.asIntN(64, raw) : raw;
    // A number would be the same for several of them.
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  switch (kind) {
    case 'text':
      return raw.toString('utf8');
    case 'bytes':
      return raw.toString('hex');
    case 'fixed64':
      return raw.readBigUInt64LE();
    case 'fixed32':
      return raw.readUInt32LE();
    case 'double':
      return raw.readDoubleLE();
    case 'packed64':
      return Array.from({ length: raw.length / 8 }, (_, place) => Number(raw.readBigUInt64LE(place * 8)));
    case 'packedDouble':
      return Array.from({ length: raw.length / 8 }, (_, place) => raw.readDoubleLE(place * 8));
    case 'packedVarint':
      return varints(raw);
    default:
      throw new RangeError(`no ${kind} of ${raw.length} bytes`);
  }
};

const varints = (raw: Buffer): number[] => {
  const values: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of raw) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
};

export interface DecodedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly droppedAttributes: number;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly links: readonly Message[];
  readonly status: Message;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: string;
}

export interface DecodedPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly start: bigint;
  readonly time: bigint;
  readonly value?: number;
  readonly count?: bigint;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly bounds?: readonly number[];
  readonly exemplars?: readonly { readonly time: bigint; readonly value: number; readonly traceId: string }[];
  readonly scale?: number;
  readonly zeroCount?: bigint;
  readonly positive?: { readonly offset?: number; readonly counts?: readonly number[] };
}

export interface DecodedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';
  readonly temporality: number;
  readonly isMonotonic: boolean;
  readonly points: readonly DecodedPoint[];
  readonly resource: Readonly<Record<string, unknown>>;
}

type List = readonly Message[];
const list = (message: Message | undefined, name: string): List => (message?.[name] ?? []) as List;

const plain = (value: Message | undefined): unknown => {
  if (value?.list !== undefined) return list(value.list as Message, 'values').map(plain);
  return value?.text ?? value?.integer ?? value?.double ?? (value?.flag === undefined ? undefined : value.flag === 1);
};
const attributesOf = (message: Message | undefined): Record<string, unknown> =>
  Object.fromEntries(list(message, 'attributes').map(({ key, value }) => [key, plain(value as Message)]));

export const decodeTraces = (bytes: Buffer): readonly DecodedSpan[] =>
  list(decode(bytes, TRACES), 'resourceSpans').flatMap((resourceSpans) =>
    list(resourceSpans, 'scopeSpans').flatMap((scopeSpans) =>
      list(scopeSpans, 'spans').map(
        (span) =>
          ({
            ...span,
            attributes: attributesOf(span),
            droppedAttributes: span.droppedAttributes ?? 0,
            events: list(span, 'events').map((event) => ({ ...event, attributes: attributesOf(event) })),
            links: list(span, 'links').map((link) => ({ ...link, attributes: attributesOf(link) })),
            status: span.status ?? {},
            resource: attributesOf(resourceSpans.resource as Message),
            scope: (scopeSpans.scope as Message).name,
            schemaUrl: scopeSpans.schemaUrl,
          }) as unknown as DecodedSpan,
      ),
    ),
  );

const TYPES = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;

export const decodeMetrics = (bytes: Buffer): readonly DecodedMetric[] =>
  list(decode(bytes, METRICS), 'resourceMetrics').flatMap((resourceMetrics) =>
    list(resourceMetrics, 'scopeMetrics').flatMap((scopeMetrics) =>
      list(scopeMetrics, 'metrics').map((metric) => {
        const type = TYPES.find((each) => each in metric) ?? 'gauge';
        const data = metric[type] as Message;
        return {
          ...metric,
          type,
          unit: metric.unit ?? '',
          temporality: data.temporality ?? 0,
          isMonotonic: data.isMonotonic === 1,
          points: list(data, 'points').map((point) => ({ ...point, attributes: attributesOf(point) })),
          resource: attributesOf(resourceMetrics.resource as Message),
        } as unknown as DecodedMetric;
      }),
    ),
  );
