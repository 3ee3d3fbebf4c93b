import { readSpanContext, type SpanContext } from './span-context.js';

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

/** What is kept of a link; undefined where it leads nowhere, or cannot be read. */
export const readLink = (link: unknown): SpanLink | undefined => {
  try {
    const { context: given, attributes } = link as SpanLink;
    const context = readSpanContext(given);
    return context === undefined ? undefined : { context, attributes };
  } catch {
    return undefined;
  }
};
