import type { Clock } from '../../clock.js';
import type { Certificates } from '../otlp-exporters.js';

/** What a collector has answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
  /** Nothing where it was long, or broke off: what a collector has to say about a batch is short. */
  readonly body: Uint8Array;
}

/** A way to one collector. */
export interface Connection {
  /** Sends one body; rejects where nobody answers within `timeoutMs`. */
  post(body: Uint8Array, timeoutMs: number): Promise<Answer>;
  close(): void;
}

/** Where a connection leads to. The names of the headers are in small letters. */
export interface Destined {
  readonly clock: Clock;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly certificates: Certificates;
}

export const MAX_BODY_BYTES = 64 * 1024;

/** What came is no answer of HTTP's. */
export class InvalidAnswerError extends Error {
  override readonly name = 'InvalidAnswerError';
}

export const closedError = (): Error => Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' });

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor() {
    super('no answer in time');
  }
}
