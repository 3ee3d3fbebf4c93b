import { type ContextLike, SPAN_KEY } from '../active-context.js';
import { registered } from '../otel-api/global-offer.js';
import type { SpanContext } from '../span-context.js';

/** The ids of the span that is active in OpenTelemetry's API, whoever made it, sampled or not. */
export const activeSpanContext = (): SpanContext | undefined => {
  const contexts = registered('context') as { active(): ContextLike } | undefined;
  const span = contexts?.active().getValue(SPAN_KEY) as { spanContext(): SpanContext } | undefined;
  return span?.spanContext();
};
