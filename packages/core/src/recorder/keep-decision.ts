import type { Transaction } from '../tracing/transaction.js';

/** Decides when a transaction has ended whether it is kept: by a reason, or not at all by `undefined`. */
export type KeepDecision = (transaction: Transaction) => string | undefined;

/** Keeps what failed, and what somebody asked to keep. A request fails by its status: 404 is an answer. */
export const keepFailures: KeepDecision = ({ keepReason, kind, statusCode, error }) => {
  if (keepReason !== undefined) return keepReason;
  const hasFailed = kind === 'request' ? statusCode >= 500 : error !== undefined;
  return hasFailed ? 'error' : undefined;
};
