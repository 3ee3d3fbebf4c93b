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

/** The `tracestate` of OpenTelemetry's API. */
export interface TraceStateLike {
  get(key: string): string | undefined;
  set(key: string, value: string): TraceStateLike;
  unset(key: string): TraceStateLike;
  serialize(): string;
}
