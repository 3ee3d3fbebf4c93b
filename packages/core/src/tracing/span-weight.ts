import type { Span } from './span.js';

/** A span with its attributes, as most of them are. */
const SPAN_BYTES = 512;
/** So many spans share what one of them was found to have beyond that: to look at each would cost more than it tells. */
const LOOKED_AT = 8;
const USUAL_TEXT = 256;

/**
 * What one more span takes, in bytes, by estimate. Every eighth time the span before is looked at for long texts, and
 * what it has of them counts for eight.
 */
export const estimatedBytes = (before: readonly Span[] | undefined): number => {
  const count = before?.length ?? 0;
  if (count === 0 || count % LOOKED_AT !== 0) return SPAN_BYTES;
  const text = textLength((before as readonly Span[])[count - 1] as Span);
  return SPAN_BYTES + Math.max(0, text - USUAL_TEXT) * LOOKED_AT;
};

const textLength = ({ given, attributes = [] }: Span): number => {
  let length = 0;
  for (const value of attributes) length += lengthOf(value);
  for (const name in given) length += lengthOf((given as Readonly<Record<string, unknown>>)[name]);
  return length;
};

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
