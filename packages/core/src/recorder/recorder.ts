import type { Diagnostics } from '../diagnostics.js';
import type { Transaction } from '../tracing/transaction.js';
import { type KeepDecision, type KeepReason, keepFailures } from './keep-decision.js';
import type { TransactionExporter } from './transaction-exporter.js';

/** Sees every transaction once, when it has ended. It copies what it needs and holds on to nothing else. */
export interface TransactionProcessor {
  readonly name: string;
  transactionEnded(transaction: Transaction): void;
}

export interface Recorder {
  add(processor: TransactionProcessor): void;
  remove(processor: TransactionProcessor): void;
  /** Has everything that is kept exported, from now on; returns the end of it. */
  exportTo(exporter: TransactionExporter): () => void;
  transactionEnded(transaction: Transaction): void;
}

/**
 * Decides which ended transactions are kept, passes all of them to the processors, and then the kept ones to the
 * exporters. One that throws is reported, and the others still see them.
 */
export const createRecorder = (diagnostics: Diagnostics, decide: KeepDecision = keepFailures): Recorder => {
  let processors: readonly TransactionProcessor[] = [];
  let exporters: readonly TransactionExporter[] = [];
  const decided = (transaction: Transaction): KeepReason | undefined => {
    try {
      return decide(transaction);
    } catch (error) {
      diagnostics.failed('ASTROLABE_PROCESSOR_FAILED', 'the decision what is kept', error);
      return undefined;
    }
  };
  const exportKept = (transaction: Transaction, reason: KeepReason) => {
    for (const exporter of exporters) {
      try {
        exporter.export(transaction, reason);
      } catch (error) {
        diagnostics.failed('ASTROLABE_EXPORTER_FAILED', `the exporter ${exporter.name}`, error);
      }
    }
  };
  return {
    add: (processor) => {
      processors = [...processors, processor];
    },
    remove: (processor) => {
      processors = processors.filter((each) => each !== processor);
    },
    exportTo: (exporter) => {
      exporters = [...exporters, exporter];
      return () => {
        exporters = exporters.filter((each) => each !== exporter);
      };
    },
    transactionEnded: (transaction) => {
      if (transaction.discarded) return;
      const reason = decided(transaction);
      transaction.keepReason = reason;
      if (reason !== undefined) transaction.closeUnfinished();
      for (const processor of processors) {
        try {
          processor.transactionEnded(transaction);
        } catch (error) {
          diagnostics.failed('ASTROLABE_PROCESSOR_FAILED', `the processor ${processor.name}`, error);
        }
      }
      if (reason !== undefined) exportKept(transaction, reason);
    },
  };
};
