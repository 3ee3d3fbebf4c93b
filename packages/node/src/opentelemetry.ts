import { runtime, type SpanProcessor } from '@astrolabe/core';

export type { SpanProcessor } from '@astrolabe/core';

/**
 * For a bot that has an OpenTelemetry SDK of its own (2.x or 3.x) and means to keep it: one of the `spanProcessors` of
 * its provider. Astrolabe's ids are then those of its spans, whose trees appear in Astrolabe's transactions; requests
 * are counted, timed and held to their objectives as without it, whether they are sampled or not. Nothing is sent.
 *
 * @example
 * new NodeTracerProvider({ spanProcessors: [astrolabeSpanProcessor(), new BatchSpanProcessor(exporter)] }).register();
 */
export const astrolabeSpanProcessor = (): SpanProcessor => runtime().spanProcessor.attach();
