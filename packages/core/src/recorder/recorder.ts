import type { Diagnostics } from '../diagnostics.js';
import type { Transaction } from '../tracing/transaction.js';
import { type KeepDecision, keepFailures } from './keep-decision.js';

/** Sees every transaction once, when it has ended. It copies what it needs and holds on to nothing else. */
export interface TransactionProcessor {
  readonly name: string;
  transactionEnded(transaction: Transaction): void;
}

export interface Recorder {
  add(processor: TransactionProcessor): void;
  remove(processor: TransactionProcessor): void;
  transactionEnded(transaction: Transaction): void;
}

/**
 * Decides which ended transactions are kept, and passes all of them to the processors. One that throws is reported, and
 * the others still see them.
 */
export const createRecorder = (diagnostics: Diagnostics, decide: KeepDecision = keepFailures): Recorder => {
  let processors: readonly TransactionProcessor[] = [];
  return {
    add: (processor) => {
      processors = [...processors, processor];
    },
    remove: (processor) => {
      processors = processors.filter((each) => each !== processor);
    },
    transactionEnded: (transaction) => {
      if (transaction.discarded) return;
      const reason = decide(transaction);
      if (reason !== undefined) transaction.keep(reason);
      for (const processor of processors) {
        try {
          processor.transactionEnded(transaction);
        } catch (error) {
          diagnostics.failed('ASTROLABE_PROCESSOR_FAILED', `the processor ${processor.name}`, error);
        }
      }
    },
  };
};
