import type { Transaction } from '../tracing/transaction.js';

/**
 * Why a transaction is kept: it failed, it took longer than its objective allows, somebody asked for it, whoever began
 * its trace keeps it, or it is one of the even sample.
 */
export const KEEP_REASONS = ['error', 'slow', 'asked', 'upstream', 'sample'] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** Decides when a transaction has ended whether it is kept: by a reason, or not at all by `undefined`. */
export type KeepDecision = (transaction: Transaction) => KeepReason | undefined;

/** A request fails by its status: 404 is an answer. */
export const hasFailed = ({ kind, statusCode, error }: Transaction): boolean =>
  kind === 'request' ? statusCode >= 500 : error !== undefined;

/** Keeps what failed, and what somebody asked to keep. */
export const keepFailures: KeepDecision = (transaction) => (hasFailed(transaction) ? 'error' : transaction.keepReason);
