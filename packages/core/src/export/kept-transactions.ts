import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { DeferredWork } from '../recorder/deferred-work.js';
import type { KeepReason } from '../recorder/keep-decision.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';
import { TokenBucket } from '../recorder/token-bucket.js';
import type { TransactionExporter } from '../recorder/transaction-exporter.js';
import type { ReadableSpan, Resource } from '../tracing/otel-api/readable-span.js';
import type { Span } from '../tracing/span.js';
import type { Tracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import type { AttributePolicy } from './attribute-policy.js';
import { toExportedSpan } from './exported-span.js';
import type { RecentTransactions } from './recent-transactions.js';
import { inSlices, nextTurn } from './slices.js';
import { spanBytes } from './span-bytes.js';
import type { SpanSender } from './span-sender.js';
import { suppressedAndCaught } from './suppressed.js';

export interface KeptTransactionsOptions {
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly deferred: DeferredWork;
  readonly overhead: OverheadMeter;
  readonly diagnostics: Diagnostics;
  readonly resource: Resource;
  readonly policy: AttributePolicy;
  readonly recent: RecentTransactions;
  /** Undefined where nothing is sent. */
  readonly sender: SpanSender | undefined;
  /** The most spans that wait to be read. */
  readonly maxWaiting: number;
  /** How long they may wait for others: what is read once in a while is read with cold code. */
  readonly gatherMs: number;
}

/** A kept transaction on its way from the recorder to those who show or send it. */
interface Reading {
  readonly transaction: Transaction;
  readonly reason: KeepReason;
  readonly isShown: boolean;
  readonly spans: readonly Span[];
  /** How many of them have been looked at. */
  seen: number;
  readonly read: ReadableSpan[];
  bytes: number;
}

/** So many spans are read without waiting for others. */
const MANY = 512;
/** As many a second are shown as somebody could look at: what went wrong before what went well. */
const SHOWN_PER_SECOND = { sample: 2, others: 10 };

/**
 * Reads kept transactions into spans that may leave the process, some at a time and soon after their end: what a span
 * refers to is the bot's, and is not held on to.
 */
export class KeptTransactions implements TransactionExporter {
  readonly name = 'of spans';
  private readonly waiting: Reading[] = [];
  private waitingSpans = 0;
  private work: Promise<void> | undefined = undefined;
  private cancel: (() => void) | undefined = undefined;
  private readonly shown: Readonly<Record<'sample' | 'others', TokenBucket>>;
  private readonly options: KeptTransactionsOptions;

  constructor(options: KeptTransactionsOptions) {
    const nowMs = options.clock.nowMs();
    this.options = options;
    this.shown = {
      sample: new TokenBucket(nowMs, SHOWN_PER_SECOND.sample),
      others: new TokenBucket(nowMs, SHOWN_PER_SECOND.others),
    };
  }

  export(transaction: Transaction, reason: KeepReason): void {
    const { maxWaiting, sender } = this.options;
    const isShown = this.isShown(reason);
    // What an SDK of the owner's has traced, that sends, under the same ids.
    if (!isShown && (sender === undefined || transaction.isAdopted)) return;
    const spans = [transaction.root, ...transaction.spans];
    if (this.waitingSpans > 0 && this.waitingSpans + spans.length > maxWaiting) {
      sender?.dropped('queue_full', spans.length);
      return;
    }
    this.waitingSpans += spans.length;
    this.waiting.push({ transaction, reason, isShown, spans, seen: 0, read: [], bytes: 0 });
    this.schedule();
  }

  async flush(signal: AbortSignal): Promise<void> {
    await this.readWaiting(signal);
    await this.options.sender?.flush(signal);
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    await this.readWaiting(signal);
    await this.options.sender?.shutdown(signal);
  }

  /** Once more where something could not be read, or was added meanwhile. */
  private async readWaiting(signal: AbortSignal): Promise<void> {
    do {
      this.begin();
      await this.work;
    } while (this.waiting.length > 0 && !signal.aborted);
  }

  private isShown(reason: KeepReason): boolean {
    const which = reason === 'sample' ? 'sample' : 'others';
    return this.shown[which].take(this.options.clock.nowMs(), SHOWN_PER_SECOND[which]);
  }

  private schedule(): void {
    const { clock, gatherMs } = this.options;
    if (this.work !== undefined) return;
    if (gatherMs === 0 || this.waitingSpans >= MANY) this.begin();
    else this.cancel ??= clock.after(gatherMs, () => this.begin());
  }

  private begin(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.work ??= suppressedAndCaught(this.options, 'reading spans', () => this.readAll()).finally(() => {
      this.work = undefined;
      if (this.waiting.length > 0) this.schedule();
    });
  }

  private async readAll(): Promise<void> {
    await nextTurn();
    // What was put off may have something to say of these spans.
    this.options.deferred.flush();
    await inSlices(() => this.readNext(), this.options.overhead);
  }

  /** Reads one span; false when there is no other. */
  private readNext(): boolean {
    const [reading] = this.waiting;
    if (reading === undefined) return false;
    const span = reading.spans[reading.seen++];
    if (span !== undefined) this.read(reading, span);
    if (reading.seen >= reading.spans.length) this.pass(reading);
    return this.waiting.length > 0;
  }

  /** What the bot has set on a span may be anything: one that cannot be read takes no other with it. */
  private read(reading: Reading, span: Span): void {
    const { resource, policy, diagnostics } = this.options;
    try {
      const read = toExportedSpan(span, resource, policy);
      reading.bytes += spanBytes(read);
      reading.read.push(read);
    } catch (error) {
      diagnostics.failed('ASTROLABE_EXPORTER_FAILED', 'reading a span', error);
    }
  }

  private pass(reading: Reading): void {
    const { transaction, spans, read, bytes } = reading;
    this.waiting.shift();
    this.waitingSpans -= spans.length;
    this.options.sender?.dropped('unsendable', spans.length - read.length);
    if (!transaction.isAdopted) this.options.sender?.add(read, bytes);
    if (reading.isShown) this.show(reading);
  }

  private show({ transaction, reason, read, bytes }: Reading): void {
    const { root, traceId, kind } = transaction;
    this.options.recent.add(
      {
        traceId,
        kind,
        name: read[0]?.name ?? '',
        reason,
        startedAtMs: transaction.wall.originMs + root.startMs,
        durationMs: root.endMs - root.startMs,
        spans: read,
      },
      bytes,
    );
  }
}
