/**
 * Reads as much of OTLP's protobuf as it takes to count. The numbers are those of the fields in the messages.
 * Source: opentelemetry-proto, trace/v1/trace.proto and metrics/v1/metrics.proto.
 */
const RESOURCE = 1;
const SCOPES_OF_RESOURCE = 2;
const ITEMS_OF_SCOPE = 2;
const SPAN_KIND = 6;
const KIND_SERVER = 2;
const METRIC_NAME = 1;
const METRIC_HISTOGRAM = 9;
const DATA_POINTS = 1;
const DATA_POINT_COUNT = 4;
const REQUEST_DURATION = 'http.server.request.duration';

interface Field {
  readonly number: number;
  readonly varint: number;
  readonly bytes: Buffer;
}
const NO_BYTES = Buffer.alloc(0);

/** How many spans of kind SERVER an ExportTraceServiceRequest holds. */
export const countServerSpans = (request: Buffer): number => {
  let count = 0;
  for (const span of itemsOf(request)) {
    if (fieldsOf(span).some(({ number, varint }) => number === SPAN_KIND && varint === KIND_SERVER)) count++;
  }
  return count;
};

/** The observations in the histogram of request durations of an ExportMetricsServiceRequest. */
export const countRequestMetric = (request: Buffer): number => {
  let count = 0;
  for (const metric of itemsOf(request)) {
    if (messagesAt(metric, METRIC_NAME)[0]?.toString() !== REQUEST_DURATION) continue;
    const points = messagesAt(metric, METRIC_HISTOGRAM).flatMap((histogram) => messagesAt(histogram, DATA_POINTS));
    for (const point of points) {
      for (const bytes of messagesAt(point, DATA_POINT_COUNT)) count += Number(bytes.readBigUInt64LE());
    }
  }
  return count;
};

/** The spans, or the metrics, of all scopes of all resources. */
const itemsOf = (request: Buffer): Buffer[] =>
  messagesAt(request, RESOURCE)
    .flatMap((resource) => messagesAt(resource, SCOPES_OF_RESOURCE))
    .flatMap((scope) => messagesAt(scope, ITEMS_OF_SCOPE));

const messagesAt = (message: Buffer, wanted: number): Buffer[] =>
  fieldsOf(message).flatMap(({ number, bytes }) => (number === wanted ? [bytes] : []));

const fieldsOf = (message: Buffer): Field[] => {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const wireType = key & 7;
    const value = wireType === 0 ? varint() : 0;
    const bytes = wireType === 1 ? take(8) : wireType === 2 ? take(varint()) : wireType === 5 ? take(4) : NO_BYTES;
    fields.push({ number: key >>> 3, varint: value, bytes });
  }
  return fields;
};
