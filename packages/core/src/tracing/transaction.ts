import type { Clock } from '../clock.js';
import type { IncomingExchange } from '../instrument/incoming/incoming-watcher.js';
import type { KeepReason } from '../recorder/keep-decision.js';
import { IdentifiedSpan } from './otel-sdk-bridge/identified-span.js';
import { Span } from './span.js';
import type { SpanContext } from './span-context.js';
import { SpanKind } from './span-kind.js';
import type { SpanLimits } from './span-limits/span-limits.js';
import { estimatedBytes } from './span-weight.js';
import { monotonicMs, type TimeInput } from './time-input.js';
import { TracePlace, type TransactionOrigin } from './trace-place.js';
import type { Transactions } from './transactions.js';
import type { WallOrigin } from './wall-origin.js';

export type TransactionKind = 'request' | 'turn' | 'job' | 'task';

const NO_SPANS: readonly Span[] = [];
/** On spans that were closed because their transaction ended before them. */
export const UNFINISHED = 'astrolabe.unfinished';

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
 * hold is released: acknowledged work goes on after the 200. What begins in its context later continues it.
 */
export class Transaction extends TracePlace {
  readonly kind: TransactionKind;
  readonly root: Span;
  readonly limits: SpanLimits;
  /** As it was at the beginning: a wall clock that steps moves none of its spans. */
  readonly wall: WallOrigin;
  /** By the monotonic clock; the root may say that it started before. */
  readonly begunMs: number;
  /** Of a request: its method. */
  method = '';
  /** Of a request: its route's pattern, once known. */
  route: string | undefined = undefined;
  /** Of a request: the status it is counted under; 0 until then. */
  statusCode = 0;
  /** Of a request: who reads along with it. */
  incoming: IncomingExchange | undefined = undefined;
  droppedSpans = 0;
  /** What its spans take, by estimate. */
  spanBytes = 0;
  error: unknown = undefined;
  /** Why it is to be kept; once it has ended, why it is kept. */
  keepReason: KeepReason | undefined = undefined;
  /** Set when it is not to be counted: Astrolabe's own endpoints. */
  discarded = false;
  /** It was open for too long, and was ended. */
  expired = false;
  /** Its neighbours among those that are open. */
  older: Transaction | undefined = undefined;
  newer: Transaction | undefined = undefined;
  private children: Span[] | undefined = undefined;
  private holds = 0;
  private over = false;
  private readonly all: Transactions;

  constructor(
    kind: TransactionKind,
    name: string,
    origin: TransactionOrigin,
    all: Transactions,
    root: RootOptions = NOTHING_GIVEN,
  ) {
    super(origin, all);
    this.kind = kind;
    this.limits = all.limits;
    this.wall = all.wall;
    this.all = all;
    this.begunMs = all.clock.nowMs();
    this.root = new Span(name, this, undefined, root.startMs ?? this.begunMs, root.kind ?? ROOT_KINDS[kind]);
  }

  get clock(): Clock {
    return this.all.clock;
  }

  get name(): string {
    if (this.kind !== 'request') return this.root.name;
    return this.route === undefined ? this.method : `${this.method} ${this.route}`;
  }

  /** A time as somebody else gives it; now, where it cannot be read. */
  monotonicMs(time: TimeInput): number {
    return monotonicMs(time, this.clock, this.wall);
  }

  /** The spans beneath the root, in the order they started. */
  get spans(): readonly Span[] {
    return this.children ?? NO_SPANS;
  }

  get ended(): boolean {
    return this.over;
  }

  /** A span beneath `parent`; once the transaction is over, the root of another one that continues it. */
  startSpan(name: string, parent: Span = this.root, kind: SpanKind = 0, startMs = this.clock.nowMs()): Span {
    // What it asks of others is in its owner's own trace: one set of spans is enough, and this one is not kept.
    if (this.isAdopted && kind === SpanKind.client) {
      return new IdentifiedSpan(name, this, parent, startMs, kind, parent.spanContext());
    }
    if (this.over) return this.all.continueAfter(parent, name, kind, startMs).root;
    return this.addIfRoom(new Span(name, this, parent, startMs, kind));
  }

  /**
   * Takes the ids of the span that the tracer of the bot's owner has made of the same work, and leaves the spans of calls
   * to others to the instrumentations there. False where its own ids are known already.
   */
  adopt(ids: SpanContext): boolean {
    return this.adoptPlace(ids, this.root);
  }

  /** A span that another tracer has made, with its ids. */
  startIdentified(name: string, parent: Span, kind: SpanKind, ids: SpanContext): Span {
    return this.addIfRoom(new IdentifiedSpan(name, this, parent, this.clock.nowMs(), kind, ids));
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
    if (!this.over) this.keepReason ??= reason;
  }

  /** Why it would be kept if it ended well now: what it begins elsewhere is then to be kept, too. */
  get foreseenKeepReason(): KeepReason | undefined {
    if (this.keepReason !== undefined) return this.keepReason;
    if (this.error !== undefined) return 'error';
    if (!this.sampled) return undefined;
    return this.remoteParent === undefined ? 'sample' : 'upstream';
  }

  /** It is kept: what is still at work in it is closed, and says so. */
  closeUnfinished(): void {
    for (const span of this.spans) close(span);
  }

  /** It has been open for too long: it ends now, whatever is still at work in it. */
  expire(): void {
    this.expired = true;
    this.holds = 0;
    close(this.root);
    this.endIfDone();
  }

  /** It goes on where `parent` is, whose transaction is over: kept as that was, and in the same trace. */
  continueAfter(parent: Span): void {
    const { keepReason, discarded } = parent.transaction;
    this.continueFrom(parent.spanContext());
    this.keepReason = keepReason;
    this.discarded = discarded;
  }

  /** Called by the root span. */
  rootEnded(): void {
    this.endIfDone();
  }

  private addIfRoom(span: Span): Span {
    if (!this.over && this.hasRoom()) this.add(span);
    else this.droppedSpans++;
    return span;
  }

  private add(span: Span): void {
    const bytes = estimatedBytes(this.children);
    this.spanBytes += bytes;
    this.all.spanBytes += bytes;
    if (this.children === undefined) this.children = [span];
    else this.children.push(span);
  }

  private hasRoom(): boolean {
    const { all } = this;
    if (this.spans.length >= all.maxSpans) all.droppedSpans.transaction++;
    else if (all.isFull) all.droppedSpans.memory++;
    else return true;
    return false;
  }

  private endIfDone(): void {
    if (this.over || this.holds > 0 || !this.root.ended) return;
    this.over = true;
    this.all.end(this);
  }
}

const close = (span: Span): void => {
  if (!span.ended) span.setAttribute(UNFINISHED, true).end();
};
