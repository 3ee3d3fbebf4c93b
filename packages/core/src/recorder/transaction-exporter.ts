import type { Transaction } from '../tracing/transaction.js';
import type { KeepReason } from './keep-decision.js';

/** Gets every transaction that is kept, once. It copies or encodes what it needs within its own bounds. */
export interface TransactionExporter {
  readonly name: string;
  export(kept: Transaction, reason: KeepReason): void;
  /** Sends what is left, until `signal` is aborted. */
  flush(signal: AbortSignal): Promise<void>;
  /** The same, and lets go of all that it has: the process ends. */
  shutdown?(signal: AbortSignal): Promise<void>;
}
