import { type ContextLike, SPAN_KEY } from '../active-context.js';
import type { SpanContext } from '../span-context.js';

/** Where every copy of OpenTelemetry's API 1.x keeps what was registered with it. */
const API = Symbol.for('opentelemetry.js.api.1');

interface RegisteredApi {
  readonly context?: { active(): ContextLike };
}

/** The ids of the span that is active in OpenTelemetry's API, whoever made it, sampled or not. */
export const activeSpanContext = (): SpanContext | undefined => {
  const api = (globalThis as { readonly [API]?: RegisteredApi })[API];
  const span = api?.context?.active().getValue(SPAN_KEY) as { spanContext(): SpanContext } | undefined;
  return span?.spanContext();
};
