import type { ContextLike } from '../active-context.js';
import type { AttributesInput } from '../attributes.js';
import type { SpanContext } from '../span-context.js';
import type { SpanLink } from '../span-event.js';
import type { SpanKind } from '../span-kind.js';
import type { TimeInput } from '../time-input.js';
import type { ContextManager } from './context-manager.js';
import type { TracerProvider } from './tracer-provider.js';

/** What is used of `@opentelemetry/api` from 1.9 on: the bot's own copy is handed in, and none is ever loaded here. */
export interface OpenTelemetryApi {
  readonly ROOT_CONTEXT: ContextLike;
  readonly trace: {
    getTracerProvider(): unknown;
    setGlobalTracerProvider(provider: TracerProvider): boolean;
    disable(): void;
  };
  readonly context: {
    setGlobalContextManager(manager: ContextManager): boolean;
    disable(): void;
  };
}

/** A span of the API, whoever made it. */
export interface ApiSpan {
  spanContext(): SpanContext;
  isRecording(): boolean;
}

/** What a span of the API is started with. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: AttributesInput;
  readonly links?: readonly SpanLink[];
  readonly startTime?: TimeInput;
  /** Whatever is active is not its parent. */
  readonly root?: boolean;
}
