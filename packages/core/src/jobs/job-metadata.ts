import { KEEP_REASONS, type KeepReason } from '../recorder/keep-decision.js';
import type { Span } from '../tracing/span.js';

/** A job's metadata come out of Redis, where anybody who reaches it may have written them. */
const MAX_TEXT = 8_192;

/** The sender's sample is the worker's as well; for any other reason, a cap holds. */
type SenderKeepReason = Extract<KeepReason, 'sample' | 'upstream'>;

/** What a job tells of whoever added it. */
export class JobSender {
  /** Like raw headers: `traceparent` and `tracestate` where they came. */
  readonly headers: readonly string[];
  /** Milliseconds since 1970 by the sender's clock. */
  readonly sentMs: number | undefined;
  /** Why this half of the work is to be kept: the sender keeps its own. */
  readonly keepReason: SenderKeepReason | undefined;

  constructor(headers: readonly string[], sentMs: number | undefined, keepReason: SenderKeepReason | undefined) {
    this.headers = headers;
    this.sentMs = sentMs;
    this.keepReason = keepReason;
  }
}

/**
 * The metadata of a job: a JSON object with the headers of W3C Trace Context, as OpenTelemetry's adapter for BullMQ
 * writes it, so that each reads what the other wrote; when it was sent; and why the sender is kept, as far as that is
 * known: a worker of another ratio has other traces in its sample. Baggage is not in it.
 */
export const writeJobMetadata = (span: Span | undefined, sentMs: number): string => {
  if (span === undefined) return JSON.stringify({ sentMs });
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & 3}`;
  const tracestate = traceState?.serialize();
  const keep = span.transaction.foreseenKeepReason;
  return JSON.stringify({ traceparent, ...(tracestate ? { tracestate } : {}), sentMs, ...(keep ? { keep } : {}) });
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
  return new JobSender(headers, isTime ? sentMs : undefined, readKeepReason(ownValue(fields, 'keep')));
};

const readKeepReason = (value: unknown): SenderKeepReason | undefined => {
  if (value === 'sample') return value;
  return KEEP_REASONS.some((reason) => reason === value) ? 'upstream' : undefined;
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
