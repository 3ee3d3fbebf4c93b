import type { Clock } from '../../clock.js';
import type { Span } from '../../tracing/span.js';
import type { Tracer } from '../../tracing/tracer.js';
import type { Transaction } from '../../tracing/transaction.js';
import type { BodyCopy } from '../body-copy.js';
import type { Listening } from '../channel.js';
import type { Server } from './servers.js';

/** A request that the bot makes to somebody else. */
export class OutgoingRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** When it was made, in monotonic milliseconds. */
  readonly startMs: number;
  /** The span in which it was made. */
  readonly scope: Span | undefined;
  /** 0 until the head of the answer is there. */
  statusCode = 0;
  /** When the head of the answer was there; NaN until then. */
  headMs = Number.NaN;
  /** When it was over; NaN until then. */
  endMs = Number.NaN;
  /** Of what failed: an error's code or class. */
  errorType: string | undefined = undefined;
  /** Its own span, where one is made. */
  span: Span | undefined = undefined;
  /** Whom it is made to, where it is counted. */
  server: Server | undefined = undefined;
  /** What was sent, where somebody wants it. */
  sent: BodyCopy | undefined = undefined;
  /** Who reads along. */
  reading: OutgoingReading | undefined = undefined;
  /** Its library tells what it sends, piece by piece. */
  isTold = false;

  constructor(method: string, path: string, startMs: number, scope: Span | undefined) {
    this.method = method;
    this.path = path;
    this.startMs = startMs;
    this.scope = scope;
  }

  /** The transaction in which it was made. */
  get transaction(): Transaction | undefined {
    return this.scope?.transaction;
  }

  /** What was sent; undefined if it was more than the watcher's bound, or came in a form that cannot be copied. */
  body(): Buffer | undefined {
    return this.sent?.bytes();
  }
}

/** Reads along with certain requests that the bot makes. */
export interface OutgoingReader {
  readonly name: string;
  /** Asked once for an address, and the answer is remembered. */
  wants(method: string, path: string): boolean;
  begin(request: OutgoingRequest): OutgoingReading;
}

/** One request that somebody reads along with, and its answer. Chunks are bytes or text, as they pass. */
export interface OutgoingReading {
  sent(chunk: unknown, encoding?: unknown): void;
  /** The head of the answer is there; its status is in the request. */
  answering(header: (name: string) => string | undefined): void;
  /** Not called for an answer to `fetch` on Node 22, which does not tell of it. */
  received(chunk: unknown, encoding?: unknown): void;
  /** Once: the whole answer is there, or `request.errorType` says why it is not. */
  ended(): void;
}

/** Somebody who wants to know of certain requests that the bot makes, when they are answered. */
export interface OutgoingWatcher {
  readonly name: string;
  /** The most bytes of a body to copy, of the request and of its answer. */
  readonly maxBodyBytes: number;
  /** Asked once for an address, and the answer is remembered. */
  wants(method: string, path: string): boolean;
  /**
   * The whole answer is there. Its body is undefined if it was more than the bound, or cannot be seen: on Node 22, that
   * of an answer to `fetch`.
   */
  answered(request: OutgoingRequest, statusCode: number, answer: Buffer | undefined): void;
}

export interface OutgoingSurroundings extends Listening {
  readonly tracer: Tracer;
  readonly clock: Clock;
}
