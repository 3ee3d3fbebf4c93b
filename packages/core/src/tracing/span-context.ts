/** Where a span stands in its trace, in the shape of OpenTelemetry's API. */
export interface SpanContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** 1: sampled. */
  readonly traceFlags: number;
  readonly isRemote?: boolean;
  readonly traceState?: TraceStateLike;
}

const TRACE_ID = /^[\da-f]{32}$/i;
const SPAN_ID = /^[\da-f]{16}$/i;

/** A copy of a context that somebody else has made; undefined where its ids are none, or it cannot be read. */
export const readSpanContext = (context: unknown): SpanContext | undefined => {
  try {
    const { traceId, spanId, traceFlags, isRemote, traceState } = context as SpanContext;
    if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
    return {
      traceId: String(traceId),
      spanId: String(spanId),
      traceFlags: Number(traceFlags) & 255,
      ...(isRemote === undefined ? {} : { isRemote: Boolean(isRemote) }),
      ...(typeof traceState?.get === 'function' ? { traceState } : {}),
    };
  } catch {
    return undefined;
  }
};

/** The `tracestate` of OpenTelemetry's API. */
export interface TraceStateLike {
  get(key: string): string | undefined;
  set(key: string, value: string): TraceStateLike;
  unset(key: string): TraceStateLike;
  serialize(): string;
}
