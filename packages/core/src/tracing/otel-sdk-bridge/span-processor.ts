import type { Listening } from '../../instrument/channel.js';
import { type ContextLike, SPAN_KEY } from '../active-context.js';
import type { Span } from '../span.js';
import type { SpanContext } from '../span-context.js';
import { SpanKind } from '../span-kind.js';
import type { RequestTracer } from '../tracer.js';
import { activeSpanContext } from './active-span.js';
import type { SdkEvent, SdkSpan, SpanProcessor } from './sdk-span.js';

export interface SpanProcessorOptions extends Listening {
  readonly tracer: RequestTracer;
}

/**
 * Takes the spans of an OpenTelemetry SDK that is the owner's into Astrolabe's transactions: a request has the ids of
 * the span that theirs has of it, and their further spans are beneath it. Theirs are looked at and never changed; what
 * is counted and timed comes from the channels, whether they sample a request or not.
 */
export class AstrolabeSpanProcessor implements SpanProcessor {
  private readonly options: SpanProcessorOptions;
  /** Ours for each of theirs. */
  private readonly spans = new WeakMap<object, Span>();
  private attached = false;

  constructor(options: SpanProcessorOptions) {
    this.options = options;
  }

  get isAttached(): boolean {
    return this.attached;
  }

  /** From now on the current ids are theirs. */
  attach(): this {
    if (this.attached) return this;
    this.attached = true;
    const { tracer } = this.options;
    const currentIds = tracer.currentIds.bind(tracer);
    tracer.currentIds = () => this.theirIds() ?? currentIds();
    return this;
  }

  onStart(span: SdkSpan, parentContext: ContextLike): void {
    const { diagnostics, overhead } = this.options;
    const begunMs = overhead.begin();
    try {
      this.started(span, parentContext);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', "the start of a span of OpenTelemetry's SDK", error);
    }
    overhead.end(begunMs);
  }

  onEnd(span: SdkSpan): void {
    const { diagnostics, overhead } = this.options;
    const begunMs = overhead.begin();
    try {
      this.ended(span);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', "the end of a span of OpenTelemetry's SDK", error);
    }
    overhead.end(begunMs);
  }

  /** There is nothing to send: their own processors do. */
  async forceFlush(): Promise<void> {}

  /** Their tracer ends, and the bot goes on. */
  async shutdown(): Promise<void> {}

  private started(span: SdkSpan, parentContext: ContextLike): void {
    // The owner may have given it twice.
    if (this.spans.has(span)) return;
    const above = parentContext.getValue(SPAN_KEY);
    const known = typeof above === 'object' && above !== null ? this.spans.get(above) : undefined;
    const parent = known ?? this.options.tracer.active();
    if (parent === undefined) return;
    const { transaction } = parent;
    const isTheRequest = known === undefined && span.kind === SpanKind.server && transaction.kind === 'request';
    if (isTheRequest && transaction.adopt(span.spanContext())) {
      transaction.root.given = span.attributes;
      this.spans.set(span, transaction.root);
      return;
    }
    const child = transaction.startIdentified(span.name, parent, span.kind, span.spanContext());
    child.scope = span.instrumentationScope;
    child.given = span.attributes;
    this.spans.set(span, child);
  }

  private ended(span: SdkSpan): void {
    const own = this.spans.get(span);
    // The root ends with the response, as every request does.
    if (own?.parent === undefined) return;
    const { transaction } = own;
    own.updateName(span.name).setStatus(span.status);
    if (span.links.length > 0) own.links = [...span.links];
    if (span.events.length > 0) {
      own.events = span.events.map(({ name, time, attributes }: SdkEvent) => ({
        name,
        timeMs: transaction.monotonicMs(time),
        attributes,
        exception: undefined,
      }));
    }
    own.end();
  }

  /** Where they sample nothing, no span comes by; the transaction gets the trace's id from whoever asks for it first. */
  private theirIds(): SpanContext | undefined {
    try {
      const ids = activeSpanContext();
      if (ids !== undefined) this.options.tracer.active()?.transaction.join(ids.traceId);
      return ids;
    } catch {
      return undefined;
    }
  }
}
