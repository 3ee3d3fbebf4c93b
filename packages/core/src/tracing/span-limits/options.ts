import type { ConfigOf } from '../../config/option.js';
import { integerOption } from '../../config/option-kinds.js';
import { DEFAULT_SPAN_LIMITS, type SpanLimits } from './span-limits.js';

const MAX_COUNT = 10_000;
const MAX_LENGTH = 1_000_000;

const countOption = (env: readonly [string, ...string[]], fallback: number, description: string) =>
  integerOption({ env, fallback, description }, 0, MAX_COUNT);

/** OpenTelemetry's variables: what is said of spans goes before what is said of everything. */
export const spanLimitOptions = {
  spanAttributeCount: countOption(
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    DEFAULT_SPAN_LIMITS.attributeCount,
    'The most attributes of a span; further ones are counted.',
  ),
  spanAttributeLength: integerOption<number | undefined>(
    {
      env: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
      fallback: undefined,
      description: 'The most characters of a text in an attribute; the rest is cut off. Without it, there is no limit.',
    },
    1,
    MAX_LENGTH,
    '4096',
  ),
  spanEventCount: countOption(
    ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
    DEFAULT_SPAN_LIMITS.eventCount,
    'The most events of a span; the last ones are kept.',
  ),
  spanLinkCount: countOption(
    ['OTEL_SPAN_LINK_COUNT_LIMIT'],
    DEFAULT_SPAN_LIMITS.linkCount,
    'The most links of a span; the last ones are kept.',
  ),
  spanEventAttributeCount: countOption(
    ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    DEFAULT_SPAN_LIMITS.attributePerEventCount,
    "The most attributes of a span's event.",
  ),
  spanLinkAttributeCount: countOption(
    ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    DEFAULT_SPAN_LIMITS.attributePerLinkCount,
    "The most attributes of a span's link.",
  ),
};

export const spanLimits = (config: ConfigOf<typeof spanLimitOptions>): SpanLimits => ({
  attributeCount: config.spanAttributeCount,
  attributeValueLength: config.spanAttributeLength ?? DEFAULT_SPAN_LIMITS.attributeValueLength,
  eventCount: config.spanEventCount,
  linkCount: config.spanLinkCount,
  attributePerEventCount: config.spanEventAttributeCount,
  attributePerLinkCount: config.spanLinkAttributeCount,
});
