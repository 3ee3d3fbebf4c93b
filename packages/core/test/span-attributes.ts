import { allAttributes } from '../src/tracing/attributes.js';
import type { Span } from '../src/tracing/span.js';

/** The attributes of a span by their names; of one that was set twice, the later. */
export const attributesOf = ({ given, attributes }: Span): Readonly<Record<string, unknown>> => {
  const all = allAttributes(given, attributes);
  return Object.fromEntries(
    Array.from({ length: all.length / 2 }, (_, index) => [String(all[index * 2]), all[index * 2 + 1]]),
  );
};
