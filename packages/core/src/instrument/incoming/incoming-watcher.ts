import type { IncomingMessage } from 'node:http';
import type { Transaction } from '../../tracing/transaction.js';

/** Somebody who wants to read along with certain requests that the bot gets. */
export interface IncomingWatcher {
  readonly name: string;
  /** The most bytes of a body to copy. */
  readonly maxBodyBytes: number;
  /** Asked for each request that the bot gets, so the answer has to be quick; undefined for what is not wanted. */
  watch(request: IncomingMessage, transaction: Transaction): IncomingExchange | undefined;
}

/** One request that somebody reads along with, and its answer. */
export interface IncomingExchange {
  /** The body is whole, and the bot has not seen its end yet. Undefined if it was more than the bound. */
  received(body: Buffer | undefined): void;
  /** The response has closed, and the request is counted: its transaction has its status and its end. */
  closed(): void;
}
