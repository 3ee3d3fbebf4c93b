import type { Span } from '../src/tracing/span.js';

/** The attributes of a span by their names; of one that was set twice, the later. */
export const attributesOf = ({ given, attributes = [] }: Span): Readonly<Record<string, unknown>> => {
  const later = Array.from({ length: attributes.length / 2 }, (_, index) => [
    String(attributes[index * 2]),
    attributes[index * 2 + 1],
  ]);
  return { ...given, ...Object.fromEntries(later) };
};
