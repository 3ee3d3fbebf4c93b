import { type ContextLike, SPAN_KEY, SUPPRESS_TRACING_KEY } from '../active-context.js';
import { copied } from '../attributes.js';
import { type InstrumentationScope, Span } from '../span.js';
import { readSpanContext } from '../span-context.js';
import { SpanKind } from '../span-kind.js';
import type { RemoteSpan } from '../trace-place.js';
import type { RequestTracer } from '../tracer.js';
import type { Transaction, TransactionKind } from '../transaction.js';
import type { ApiSpan, SpanOptions } from './api.js';
import type { ContextManager } from './context-manager.js';
import { type NonRecordingSpan, SUPPRESSED_SPAN } from './non-recording-span.js';
import type { TracerProvider } from './tracer-provider.js';

type AnySpan = Span | NonRecordingSpan;
type Work<R> = (span: AnySpan) => R;

/** A tracer of the API, whoever made it. */
export interface AnyTracer {
  startSpan(name: string, options?: SpanOptions, context?: ContextLike): AnySpan;
  startActiveSpan<R>(name: string, ...rest: readonly unknown[]): R;
}

/** What there is when nobody is registered. */
export const NO_TRACER: AnyTracer = {
  startSpan: () => SUPPRESSED_SPAN,
  startActiveSpan: <R>(_name: string, ...rest: readonly unknown[]) => (rest.at(-1) as Work<R>)(SUPPRESSED_SPAN),
};

const NO_OPTIONS: SpanOptions = {};

/** The `Tracer` of OpenTelemetry's API: its spans are Astrolabe's own, in the transaction of what is active. */
export class ApiTracer {
  private readonly provider: TracerProvider;
  private readonly tracer: RequestTracer;
  private readonly contexts: ContextManager;
  private readonly scope: InstrumentationScope;

  constructor(provider: TracerProvider, scope: InstrumentationScope) {
    this.provider = provider;
    this.tracer = provider.tracer;
    this.contexts = provider.contexts;
    this.scope = scope;
  }

  get isWithdrawn(): boolean {
    return this.provider.isWithdrawn;
  }

  startSpan(name: string, options?: SpanOptions, context?: ContextLike): AnySpan {
    if (this.provider.isWithdrawn) return this.provider.successorOf(this.scope).startSpan(name, options, context);
    const text = typeof name === 'string' ? name : '';
    try {
      return this.start(text, options ?? NO_OPTIONS, context ?? this.tracer.context());
    } catch {
      // What it is given cannot be read: it is what would be started here without that.
      return this.start(text, NO_OPTIONS, this.tracer.active());
    }
  }

  startActiveSpan<R>(name: string, work: Work<R>): R;
  startActiveSpan<R>(name: string, options: SpanOptions | undefined, work: Work<R>): R;
  startActiveSpan<R>(
    name: string,
    options: SpanOptions | undefined,
    context: ContextLike | undefined,
    work: Work<R>,
  ): R;
  startActiveSpan<R>(name: string, ...rest: readonly unknown[]): R {
    if (this.provider.isWithdrawn) return this.provider.successorOf(this.scope).startActiveSpan(name, ...rest);
    const work = rest.at(-1) as Work<R>;
    const options = rest.length > 1 ? (rest[0] as SpanOptions | undefined) : undefined;
    const given = rest.length > 2 ? (rest[1] as ContextLike | undefined) : undefined;
    const context = isContext(given) ? given : this.contexts.active();
    const span = this.startSpan(name, options, context);
    return this.contexts.with(context.setValue(SPAN_KEY, span), work, undefined, span);
  }

  private start(name: string, options: SpanOptions, context: ContextLike | undefined): AnySpan {
    if (context instanceof Span && options.root !== true) return this.startChild(context, name, options);
    if (context?.getValue(SUPPRESS_TRACING_KEY) === true) return SUPPRESSED_SPAN;
    const parent = options.root === true ? undefined : context?.getValue(SPAN_KEY);
    return parent instanceof Span ? this.startChild(parent, name, options) : this.startRoot(parent, name, options);
  }

  private startChild(parent: Span, name: string, options: SpanOptions): Span {
    const { transaction } = parent;
    const span = transaction.startSpan(name, parent, kindOf(options), startOf(options, transaction));
    return this.begun(span, options);
  }

  /** Of what is nobody's child here: the caller's trace goes on where the context has its span. */
  private startRoot(parent: unknown, name: string, options: SpanOptions): Span {
    const { startTime } = options;
    const kind = kindOf(options);
    const startMs = startTime === undefined ? undefined : this.tracer.transactions.monotonicMs(startTime);
    const root = startMs === undefined ? { kind } : { kind, startMs };
    const transaction = this.tracer.startRoot(transactionKind(kind), name, remoteSpan(parent), root);
    return this.begun(transaction.root, options);
  }

  private begun(span: Span, options: SpanOptions): Span {
    span.scope = this.scope;
    try {
      const { attributes, links } = options;
      if (typeof attributes === 'object' && attributes !== null) span.given = copied(attributes);
      if (links !== undefined) span.addLinks(links);
    } catch {
      // A getter threw: the span has begun, and goes on without what it would have told.
    }
    return span;
  }
}

/** What is none has nothing that a span could be set on: the bot's work runs where it would have run. */
const isContext = (given: unknown): given is ContextLike =>
  typeof given === 'object' && given !== null && typeof (given as ContextLike).setValue === 'function';

/** What is no kind is the usual one. */
const kindOf = ({ kind }: SpanOptions): SpanKind =>
  kind === 1 || kind === 2 || kind === 3 || kind === 4 ? kind : SpanKind.internal;

const startOf = ({ startTime }: SpanOptions, transaction: Transaction): number | undefined =>
  startTime === undefined ? undefined : transaction.monotonicMs(startTime);

const transactionKind = (kind: SpanKind): TransactionKind => (kind === SpanKind.consumer ? 'job' : 'task');

/** The span of another process, as a propagator has put it into the context; undefined if its ids cannot be. */
const remoteSpan = (span: unknown): RemoteSpan | undefined => {
  if (span === undefined) return undefined;
  const context = readSpanContext((span as ApiSpan).spanContext());
  if (context === undefined) return undefined;
  const { traceId, spanId, traceFlags, traceState } = context;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (traceFlags & 1) !== 0, random: (traceFlags & 2) !== 0, tracestate: traceState };
};
