import type { ContextLike } from '../active-context.js';
import type { AttributesInput } from '../attributes.js';
import type { InstrumentationScope } from '../span.js';
import type { SpanContext } from '../span-context.js';
import type { SpanLink } from '../span-event.js';
import type { SpanKind } from '../span-kind.js';
import type { SpanStatus } from '../span-status.js';
import type { TimeInput } from '../time-input.js';

/** What is read of a span of OpenTelemetry's SDK; 2.x and 3.x have the same. */
export interface SdkSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: AttributesInput;
  readonly status: SpanStatus;
  readonly events: readonly SdkEvent[];
  readonly links: readonly SpanLink[];
  readonly instrumentationScope: InstrumentationScope;
  spanContext(): SpanContext;
}

export interface SdkEvent {
  readonly name: string;
  readonly time: TimeInput;
  readonly attributes?: AttributesInput;
}

/** The `SpanProcessor` of OpenTelemetry's SDK, 2.x and 3.x. */
export interface SpanProcessor {
  onStart(span: SdkSpan, parentContext: ContextLike): void;
  onEnd(span: SdkSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
