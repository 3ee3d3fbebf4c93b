import type { SpanContext } from './span-context.js';

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Monotonic milliseconds. */
  readonly timeMs: number;
  /** As they were given, or the exception whose words are read when the event is. */
  readonly attributes: unknown;
  readonly exception: unknown;
}

/** A span that this one has to do with, without being its child. */
export interface SpanLink {
  readonly context: SpanContext;
  readonly attributes?: unknown;
}
