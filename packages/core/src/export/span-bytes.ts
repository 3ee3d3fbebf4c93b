import type { AttributeValue } from '../tracing/attributes.js';
import type { ReadableSpan } from '../tracing/otel-api/readable-span.js';

/** A span without attributes, and what an attribute takes beside its texts. */
const SPAN_BYTES = 600;
const ATTRIBUTE_BYTES = 32;

/** What a span takes in memory, estimated: a text by its length, twice, since it may be one of two bytes a letter. */
export const spanBytes = ({ name, attributes, events, links }: ReadableSpan): number => {
  let bytes = SPAN_BYTES + 2 * name.length + attributeBytes(attributes);
  for (const event of events) bytes += ATTRIBUTE_BYTES + 2 * event.name.length + attributeBytes(event.attributes);
  for (const link of links) bytes += SPAN_BYTES / 4 + attributeBytes(link.attributes ?? {});
  return bytes;
};

const attributeBytes = (attributes: Readonly<Record<string, AttributeValue>>): number => {
  let bytes = 0;
  for (const name in attributes) bytes += ATTRIBUTE_BYTES + 2 * name.length + valueBytes(attributes[name]);
  return bytes;
};

const valueBytes = (value: unknown): number => {
  if (typeof value === 'string') return 2 * value.length;
  if (!Array.isArray(value)) return 8;
  return value.reduce<number>((sum, one) => sum + 16 + (typeof one === 'string' ? 2 * one.length : 0), 0);
};
