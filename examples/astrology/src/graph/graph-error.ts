import type { Verdict } from './retry.ts';
import { UpstreamError } from './upstream-error.ts';

/**
 * Codes that pass by themselves. Source: Meta, WhatsApp Cloud API, "Error codes": 1 and 2 unknown and downtime,
 * 4 and 80007 calls of the app and the account, 130429 throughput, 131000 and 131016 service, 131056 messages to one
 * user, 131057 maintenance, 133004 server away.
 */
const TEMPORARY_CODES = new Set([1, 2, 4, 80_007, 130_429, 131_000, 131_016, 131_056, 131_057, 133_004]);
const TEMPORARY_STATUSES = new Set([429, 500, 503]);

/** The request never left this machine or was never taken, so it can be sent again without sending twice. */
const NOT_DELIVERED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** The Graph API refused a request. Its texts are left out: they may quote the message. */
export class GraphError extends UpstreamError {
  override readonly name = 'GraphError';
  readonly status: number;
  /** Meta's own code; undefined when the body had none. */
  readonly code: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: number | undefined, retryAfterMs: number | undefined) {
    super(`the Graph API answered ${status}${code === undefined ? '' : ` with code ${code}`}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * A message has no idempotency key. After a timeout or a connection that broke off nobody knows whether it was
 * accepted, and a user is worse off with every answer twice than with one lost: those are not tried again.
 */
export const judgeGraphFailure = (error: unknown): Verdict => {
  if (!(error instanceof GraphError)) return { temporary: NOT_DELIVERED.has(causeCode(error)) };
  const { code, status, retryAfterMs } = error;
  const temporary = TEMPORARY_STATUSES.has(status) || (code !== undefined && TEMPORARY_CODES.has(code));
  return { temporary, retryAfterMs };
};

/** `fetch` wraps the error of the connection. */
const causeCode = (error: unknown): string => {
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause;
  return String(cause?.code ?? '');
};

/** Reads `Retry-After`: seconds, or a date. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};
