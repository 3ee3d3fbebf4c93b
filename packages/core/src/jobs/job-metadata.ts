import type { Span } from '../tracing/span.js';

/** A job's metadata come out of Redis, where anybody who reaches it may have written them. */
const MAX_TEXT = 8_192;

/** What a job tells of whoever added it. */
export class JobSender {
  /** Like raw headers: `traceparent` and `tracestate` where they came. */
  readonly headers: readonly string[];
  /** Milliseconds since 1970 by the sender's clock. */
  readonly sentMs: number | undefined;
  /** Whether the sender keeps its half of the work, so that this one is worth keeping as well. */
  readonly isKept: boolean;

  constructor(headers: readonly string[], sentMs: number | undefined, isKept: boolean) {
    this.headers = headers;
    this.sentMs = sentMs;
    this.isKept = isKept;
  }
}

/**
 * The metadata of a job: a JSON object with the headers of W3C Trace Context, as OpenTelemetry's adapter for BullMQ
 * writes it, so that each reads what the other wrote; when it was sent; and whether the sender is known to be kept. A
 * worker of another ratio has other traces in its sample. Baggage is not in it.
 */
export const writeJobMetadata = (span: Span | undefined, sentMs: number): string => {
  if (span === undefined) return JSON.stringify({ sentMs });
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & 3}`;
  const tracestate = traceState?.serialize();
  const kept = span.transaction.isWorthKeeping ? { keep: true } : {};
  return JSON.stringify({ traceparent, ...(tracestate ? { tracestate } : {}), sentMs, ...kept });
};

/** Undefined for whatever is no such metadata. The headers are read as strictly as those of a request. */
export const readJobMetadata = (metadata: unknown): JobSender | undefined => {
  if (typeof metadata !== 'string' || metadata.length > MAX_TEXT) return undefined;
  const fields = parseObject(metadata);
  if (fields === undefined) return undefined;
  const headers = ['traceparent', 'tracestate'].flatMap((name) => {
    const value = ownValue(fields, name);
    return typeof value === 'string' ? [name, value] : [];
  });
  const sentMs = ownValue(fields, 'sentMs');
  const isTime = typeof sentMs === 'number' && Number.isFinite(sentMs) && sentMs > 0;
  if (headers.length === 0 && !isTime) return undefined;
  return new JobSender(headers, isTime ? sentMs : undefined, ownValue(fields, 'keep') === true);
};

const parseObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Somebody else's metadata, or nobody's.
    return undefined;
  }
};

const ownValue = (fields: object, name: string): unknown =>
  Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
