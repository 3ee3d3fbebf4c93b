import type { Clock } from '../clock.js';
import type { IncomingExchange } from '../instrument/incoming/incoming-watcher.js';
import type { KeepReason } from '../recorder/keep-decision.js';
import { newTraceId } from './ids.js';
import { IdentifiedSpan } from './otel-sdk-bridge/identified-span.js';
import { Span } from './span.js';
import type { SpanContext, TraceStateLike } from './span-context.js';
import { SpanKind } from './span-kind.js';
import { DEFAULT_SPAN_LIMITS, type SpanLimits } from './span-limits/span-limits.js';
import { readRemoteParent, type TraceOrigin } from './w3c/remote-parent.js';

export type TransactionKind = 'request' | 'turn' | 'job' | 'task';

/** Spans beyond this are counted and not kept: one runaway loop must not fill the memory. */
const MAX_SPANS = 1_000;
const NO_SPANS: readonly Span[] = [];

/** The caller's span in another process. */
export interface RemoteSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly random: boolean;
  readonly tracestate: TraceStateLike | undefined;
}

/** Where the caller's span may be found: raw headers, a `traceparent`, or what somebody else has read of them. */
export type TransactionOrigin = TraceOrigin | RemoteSpan | undefined;

/** What is known of a root before it starts. */
export interface RootOptions {
  readonly kind?: SpanKind;
  /** Monotonic milliseconds; else now. */
  readonly startMs?: number;
}
const NOTHING_GIVEN: RootOptions = {};
const ROOT_KINDS: Readonly<Record<TransactionKind, SpanKind>> = { request: 1, turn: 0, job: 4, task: 0 };

/**
 * One unit of work in this process: a root span and the spans beneath it. It ends when its root has ended and every
 * hold is released: acknowledged work goes on after the 200.
 */
export class Transaction {
  readonly kind: TransactionKind;
  readonly root: Span;
  readonly clock: Clock;
  readonly limits: SpanLimits;
  /** Of a request: its method. */
  method = '';
  /** Of a request: its route's pattern, once known. */
  route: string | undefined = undefined;
  /** Of a request: the status it is counted under; 0 until then. */
  statusCode = 0;
  /** Of a request: who reads along with it. */
  incoming: IncomingExchange | undefined = undefined;
  droppedSpans = 0;
  error: unknown = undefined;
  keepReason: KeepReason | undefined = undefined;
  /** Set when it is not to be counted: Astrolabe's own endpoints. */
  discarded = false;
  private children: Span[] | undefined = undefined;
  private holds = 0;
  private over = false;
  private readonly onEnd: (transaction: Transaction) => void;
  /** Where a remote parent may be found. Read only when somebody asks for ids. */
  private origin: TransactionOrigin;
  private remote: RemoteSpan | undefined = undefined;
  private ownTraceId: string | undefined = undefined;
  /** The ids of the same work in the tracer of the bot's owner. */
  private adopted: SpanContext | undefined = undefined;
  /** Set while the root is being given its ids. */
  private rootIds: SpanContext | undefined = undefined;

  constructor(
    kind: TransactionKind,
    name: string,
    origin: TransactionOrigin,
    clock: Clock,
    onEnd: (transaction: Transaction) => void,
    limits: SpanLimits = DEFAULT_SPAN_LIMITS,
    root: RootOptions = NOTHING_GIVEN,
  ) {
    this.kind = kind;
    this.clock = clock;
    this.limits = limits;
    this.onEnd = onEnd;
    this.origin = origin;
    this.root = new Span(name, this, undefined, root.startMs ?? clock.nowMs(), root.kind ?? ROOT_KINDS[kind]);
  }

  get name(): string {
    if (this.kind !== 'request') return this.root.name;
    return this.route === undefined ? this.method : `${this.method} ${this.route}`;
  }

  /** 32 hex digits: the caller's, or made when first asked for. */
  get traceId(): string {
    this.ownTraceId ??= this.remoteParent?.traceId ?? newTraceId();
    return this.ownTraceId;
  }

  /** The caller's span, if it sent a valid `traceparent`. */
  get remoteParent(): RemoteSpan | undefined {
    if (this.origin !== undefined) {
      this.remote = isRead(this.origin) ? this.origin : readRemoteParent(this.origin);
      this.origin = undefined;
    }
    return this.remote;
  }

  /** The ids of a span of it. A caller that does not sample is believed, and nothing is lost of it here. */
  spanContext(spanId: string): SpanContext {
    if (this.rootIds !== undefined) return this.rootIds;
    const { traceId, remoteParent, adopted } = this;
    const traceFlags = adopted?.traceFlags ?? (remoteParent?.sampled === false ? 0 : 1);
    const traceState = adopted === undefined ? remoteParent?.tracestate : adopted.traceState;
    return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
  }

  /**
   * Takes the ids of the span that the tracer of the bot's owner has made of the same work, and leaves the spans of calls
   * to others to the instrumentations there. False where others have been told of already.
   */
  adopt(ids: SpanContext): boolean {
    if (this.adopted !== undefined || (this.ownTraceId ?? ids.traceId) !== ids.traceId) return false;
    this.ownTraceId = ids.traceId;
    this.adopted = ids;
    this.rootIds = ids;
    this.root.spanContext();
    this.rootIds = undefined;
    return true;
  }

  /** Belongs to this trace, unless it has been told to belong to another. */
  join(traceId: string): void {
    this.ownTraceId ??= this.remoteParent?.traceId ?? traceId;
  }

  /** The spans beneath the root, in the order they started. */
  get spans(): readonly Span[] {
    return this.children ?? NO_SPANS;
  }

  get ended(): boolean {
    return this.over;
  }

  startSpan(name: string, parent: Span = this.root, kind: SpanKind = 0, startMs = this.clock.nowMs()): Span {
    // What it asks of others is in its owner's own trace: one set of spans is enough, and this one is not kept.
    if (this.adopted !== undefined && kind === SpanKind.client) {
      return new IdentifiedSpan(name, this, parent, startMs, kind, parent.spanContext());
    }
    return this.kept(new Span(name, this, parent, startMs, kind));
  }

  /** A span that has been made elsewhere, with its ids. */
  startIdentified(name: string, parent: Span, kind: SpanKind, ids: SpanContext): Span {
    return this.kept(new IdentifiedSpan(name, this, parent, this.clock.nowMs(), kind, ids));
  }

  private kept(span: Span): Span {
    if (this.over || this.spans.length >= MAX_SPANS) this.droppedSpans++;
    else if (this.children === undefined) this.children = [span];
    else this.children.push(span);
    return span;
  }

  /** Keeps it open until `release`, which has to follow soon. */
  retain(): void {
    this.holds++;
  }

  /** Once for each `retain`. */
  release(): void {
    this.holds--;
    this.endIfDone();
  }

  /** Keeps it open after its root's end, for at most `maxMs` milliseconds; returns the release. */
  hold(maxMs: number): () => void {
    if (this.over) return () => undefined;
    this.retain();
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      cancel();
      this.release();
    };
    const cancel = this.clock.after(maxMs, release);
    return release;
  }

  /** Its spans are worth keeping, whatever the sampler would say; the first reason stays. */
  keep(reason: KeepReason = 'asked'): void {
    this.keepReason ??= reason;
  }

  /** Called by the root span. */
  rootEnded(): void {
    this.endIfDone();
  }

  private endIfDone(): void {
    if (this.over || this.holds > 0 || !this.root.ended) return;
    this.over = true;
    this.onEnd(this);
  }
}

const isRead = (origin: NonNullable<TransactionOrigin>): origin is RemoteSpan =>
  typeof origin === 'object' && 'traceId' in origin;
