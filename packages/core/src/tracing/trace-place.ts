import { newTraceId, randomUint28 } from './ids.js';
import type { SpanContext, TraceStateLike } from './span-context.js';
import type { EvenSample } from './w3c/even-sample.js';
import { writeThreshold } from './w3c/probability.js';
import { readRemoteParent, type TraceOrigin } from './w3c/remote-parent.js';
import { Tracestate } from './w3c/tracestate.js';

const SAMPLED = 1;
/** The last 56 bits of the trace id are random: level 2 of W3C Trace Context. */
const RANDOM = 2;
const UNDRAWN = -1;

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

/** How it is decided, at the beginning of a trace or of our part of it, whether it is sampled. */
export interface HeadSampling {
  readonly sample: EvenSample;
  /** Whether a caller's `sampled` is followed. Anybody can send it. */
  readonly trustsCallers: boolean;
}

/**
 * Where a transaction stands in its trace. Nothing of it is read, drawn or made before somebody asks; what was asked
 * first agrees with what is asked later: a trace id is made of the bits that the sample was decided by.
 */
export class TracePlace {
  private readonly heads: { readonly sampling: HeadSampling };
  private origin: TransactionOrigin;
  private remote: RemoteSpan | undefined = undefined;
  private ownTraceId: string | undefined = undefined;
  /** Null where there is none to pass on. */
  private state: TraceStateLike | null | undefined = undefined;
  private head: boolean | undefined = undefined;
  /** The ids of the same work in the tracer of the bot's owner. */
  private adopted: SpanContext | undefined = undefined;
  /** Set while the root asks for its ids. */
  private rootIds: SpanContext | undefined = undefined;
  private randomHigh = UNDRAWN;
  private randomLow = UNDRAWN;

  constructor(origin: TransactionOrigin, heads: { readonly sampling: HeadSampling }) {
    this.origin = origin;
    this.heads = heads;
  }

  /** 32 hex digits: the caller's, or made when first asked for. */
  get traceId(): string {
    this.ownTraceId ??= this.remoteParent?.traceId ?? this.makeTraceId();
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

  /** Whether it is in the even sample, or its trusted caller's: the head decision, which goes out with every call. */
  get sampled(): boolean {
    this.head ??= this.decideHead();
    return this.head;
  }

  /** Whether that is the caller's decision. */
  get followsCaller(): boolean {
    return this.heads.sampling.trustsCallers && this.remoteParent !== undefined;
  }

  /** Whether the tracer of the bot's owner has a span of the same work. */
  get isAdopted(): boolean {
    return this.adopted !== undefined;
  }

  /** Takes the place of a span of another tracer in this process, for `root` as well; false if it is known by others already. */
  protected adoptPlace(ids: SpanContext, root: { spanContext(): SpanContext }): boolean {
    if (this.adopted !== undefined || (this.ownTraceId ?? ids.traceId) !== ids.traceId) return false;
    this.ownTraceId = ids.traceId;
    this.adopted = ids;
    this.rootIds = ids;
    root.spanContext();
    this.rootIds = undefined;
    return true;
  }

  /** Belongs to this trace, unless it is known to belong to another. */
  join(traceId: string): void {
    this.ownTraceId ??= this.remoteParent?.traceId ?? traceId;
  }

  /** The ids of a span of it. */
  spanContext(spanId: string): SpanContext {
    if (this.rootIds !== undefined) return this.rootIds;
    if (this.adopted !== undefined) return { ...this.adopted, spanId };
    const { traceId, remoteParent, traceState } = this;
    const traceFlags = (this.sampled ? SAMPLED : 0) | (remoteParent?.random === false ? 0 : RANDOM);
    return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
  }

  /** It goes on where `context` of this process is: one trace, one decision. */
  protected continueFrom({ traceId, spanId, traceFlags, traceState }: SpanContext): void {
    this.head = (traceFlags & SAMPLED) !== 0;
    this.remote = { traceId, spanId, sampled: this.head, random: (traceFlags & RANDOM) !== 0, tracestate: traceState };
    this.state = traceState ?? null;
  }

  /** What those before have written stays; of the sample, what holds from here on. */
  private get traceState(): TraceStateLike | undefined {
    this.state ??= this.makeState() ?? null;
    return this.state ?? undefined;
  }

  private makeState(): TraceStateLike | undefined {
    const { remoteParent, sampled, followsCaller } = this;
    const { sample } = this.heads.sampling;
    if (remoteParent === undefined) return sampled ? sample.tracestate : undefined;
    const { tracestate } = remoteParent;
    if (followsCaller || (tracestate === undefined && !sampled)) return tracestate;
    return writeThreshold(tracestate ?? Tracestate.empty, sampled ? sample.threshold : undefined);
  }

  private decideHead(): boolean {
    const { sample, trustsCallers } = this.heads.sampling;
    if (sample.threshold === undefined && !trustsCallers) return false;
    const { remoteParent, ownTraceId } = this;
    if (remoteParent !== undefined) return trustsCallers ? remoteParent.sampled : sample.includesRemote(remoteParent);
    // Its id is the bot's owner's tracer's.
    if (ownTraceId !== undefined && this.randomHigh === UNDRAWN) return sample.includesRemote({ traceId: ownTraceId });
    this.draw();
    return sample.includes(this.randomHigh, this.randomLow);
  }

  private makeTraceId(): string {
    this.draw();
    return newTraceId(this.randomHigh, this.randomLow);
  }

  private draw(): void {
    if (this.randomHigh !== UNDRAWN) return;
    this.randomHigh = randomUint28();
    this.randomLow = randomUint28();
  }
}

const isRead = (origin: NonNullable<TransactionOrigin>): origin is RemoteSpan =>
  typeof origin === 'object' && 'traceId' in origin;
