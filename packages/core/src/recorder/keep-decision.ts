import type { Transaction } from '../tracing/transaction.js';

/**
 * Why a transaction is kept: it failed, it took longer than its objective allows, somebody asked for it, whoever began
 * its trace keeps it, or it is one of the even sample.
 */
export const KEEP_REASONS = ['error', 'slow', 'asked', 'upstream', 'sample'] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** Decides when a transaction has ended whether it is kept: by a reason, or not at all by `undefined`. */
export type KeepDecision = (transaction: Transaction) => KeepReason | undefined;

const FIRST_CLIENT_ERROR = 400;
const FIRST_SERVER_ERROR = 500;

/**
 * A request fails by its status: 404 is an answer, whatever was thrown to give it. One that was answered well fails by what
 * is thrown all the same: a webhook is acknowledged before its work is done.
 */
export const hasFailed = ({ kind, statusCode, error }: Transaction): boolean => {
  if (kind !== 'request' || statusCode < FIRST_CLIENT_ERROR) return error !== undefined;
  return statusCode >= FIRST_SERVER_ERROR;
};

/** Keeps what failed, and what somebody asked to keep. */
export const keepFailures: KeepDecision = (transaction) => (hasFailed(transaction) ? 'error' : transaction.keepReason);
