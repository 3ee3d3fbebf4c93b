import type { Diagnostics } from '../diagnostics.js';
import type { KeepReason } from '../recorder/keep-decision.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';
import type { TransactionExporter } from '../recorder/transaction-exporter.js';
import type { ReadableSpan, Resource } from '../tracing/otel-api/readable-span.js';
import type { Span } from '../tracing/span.js';
import { wallOriginMs } from '../tracing/time-input.js';
import type { Tracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import type { AttributePolicy } from './attribute-policy.js';
import { toExportedSpan } from './exported-span.js';
import type { RecentTransactions } from './recent-transactions.js';
import { inSlices, nextTurn } from './slices.js';
import { spanBytes } from './span-bytes.js';
import type { SpanSender } from './span-sender.js';
import { suppressed } from './suppressed.js';

export interface KeptTransactionsOptions {
  readonly tracer: Tracer;
  readonly overhead: OverheadMeter;
  readonly diagnostics: Diagnostics;
  readonly resource: Resource;
  readonly policy: AttributePolicy;
  readonly recent: RecentTransactions;
  /** Undefined where nothing is sent. */
  readonly sender: SpanSender | undefined;
  /** The most spans that wait to be read. */
  readonly maxWaiting: number;
}

/** A kept transaction on its way from the recorder to those who show or send it. */
interface Reading {
  readonly transaction: Transaction;
  readonly reason: KeepReason;
  readonly spans: readonly Span[];
  /** How many of them have been looked at. */
  seen: number;
  readonly read: ReadableSpan[];
  bytes: number;
}

/**
 * Reads kept transactions into spans that may leave the process, soon after their end and a few at a time: what a span
 * refers to is the bot's, and is not held on to.
 */
export class KeptTransactions implements TransactionExporter {
  readonly name = 'of spans';
  private readonly waiting: Reading[] = [];
  private waitingSpans = 0;
  private work: Promise<void> | undefined = undefined;
  private readonly options: KeptTransactionsOptions;

  constructor(options: KeptTransactionsOptions) {
    this.options = options;
  }

  export(transaction: Transaction, reason: KeepReason): void {
    const spans = [transaction.root, ...transaction.spans];
    const { maxWaiting, sender, tracer } = this.options;
    if (this.waitingSpans > 0 && this.waitingSpans + spans.length > maxWaiting) {
      sender?.dropped('queue_full', spans.length);
      return;
    }
    this.waitingSpans += spans.length;
    this.waiting.push({ transaction, reason, spans, seen: 0, read: [], bytes: 0 });
    this.work ??= suppressed(tracer, () => this.readAll());
  }

  async flush(signal: AbortSignal): Promise<void> {
    await this.work;
    await this.options.sender?.flush(signal);
  }

  private async readAll(): Promise<void> {
    await nextTurn();
    await inSlices(() => this.readNext(), this.options.overhead);
    this.work = undefined;
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
    const { transaction, reason, spans, read, bytes } = reading;
    const { root, traceId, kind, clock } = transaction;
    this.waiting.shift();
    this.waitingSpans -= spans.length;
    this.options.sender?.dropped('unsendable', spans.length - read.length);
    // What an SDK of the owner's has traced, that sends, under the same ids.
    if (!transaction.isAdopted) this.options.sender?.add(read, bytes);
    this.options.recent.add(
      {
        traceId,
        kind,
        name: read[0]?.name ?? '',
        reason,
        startedAtMs: wallOriginMs(clock) + root.startMs,
        durationMs: root.endMs - root.startMs,
        spans: read,
      },
      bytes,
    );
  }
}
