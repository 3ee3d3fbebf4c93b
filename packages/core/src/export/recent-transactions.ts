import type { KeepReason } from '../recorder/keep-decision.js';
import type { ReadableSpan } from '../tracing/otel-api/readable-span.js';
import type { TransactionKind } from '../tracing/transaction.js';

/** A kept transaction as it may be shown. */
export interface RecentTransaction {
  readonly traceId: string;
  readonly kind: TransactionKind;
  readonly name: string;
  readonly reason: KeepReason;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** The root first, then in the order in which they started. */
  readonly spans: readonly ReadableSpan[];
}

const MAX_COUNT = 200;
const MAX_BYTES = 2 * 1024 * 1024;

/** The latest kept transactions, without anything personal; the oldest make place, by count and by size. */
export class RecentTransactions {
  private entries: { readonly transaction: RecentTransaction; readonly bytes: number }[] = [];
  private bytes = 0;
  private readonly maxCount: number;
  private readonly maxBytes: number;

  constructor(maxCount = MAX_COUNT, maxBytes = MAX_BYTES) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /** `bytes`: what it is estimated to take. One that is larger than all the room there is, is not kept. */
  add(transaction: RecentTransaction, bytes: number): void {
    if (bytes > this.maxBytes) return;
    this.entries.push({ transaction, bytes });
    this.bytes += bytes;
    while (this.entries.length > this.maxCount || this.bytes > this.maxBytes) {
      this.bytes -= this.entries.shift()?.bytes ?? 0;
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }

  /** The latest first. */
  list(): readonly RecentTransaction[] {
    return this.entries.map(({ transaction }) => transaction).reverse();
  }

  find(traceId: string): RecentTransaction | undefined {
    return this.entries.find(({ transaction }) => transaction.traceId === traceId)?.transaction;
  }

  /** How much it takes, estimated. */
  get size(): number {
    return this.bytes;
  }
}
