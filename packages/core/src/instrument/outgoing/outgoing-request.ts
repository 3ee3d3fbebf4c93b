import type { Clock } from '../../clock.js';
import type { Tracer } from '../../tracing/tracer.js';
import type { Transaction } from '../../tracing/transaction.js';
import { BodyCopy } from '../body-copy.js';
import type { Listening } from '../channel.js';

/** A request that the bot has sent to somebody else, as far as a watcher wanted it. */
export class OutgoingRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** When it was made, in monotonic milliseconds. */
  readonly startMs: number;
  /** The transaction in which it was made. */
  readonly transaction: Transaction | undefined;
  /** What was sent. */
  readonly sent: BodyCopy;
  /** 0 until the head of the answer is there. */
  statusCode = 0;
  /** What was answered; undefined until a part of it is seen. */
  answer: BodyCopy | undefined = undefined;

  constructor(method: string, path: string, { tracer, clock }: OutgoingSurroundings, maxBodyBytes: number) {
    this.method = method;
    this.path = path;
    this.startMs = clock.nowMs();
    this.transaction = tracer.active()?.transaction;
    this.sent = new BodyCopy(maxBodyBytes);
  }

  /** What was sent; undefined if it was more than the watcher's bound, or came in a form that cannot be copied. */
  body(): Buffer | undefined {
    return this.sent.bytes();
  }
}

/** Somebody who wants to know of certain requests that the bot makes. */
export interface OutgoingWatcher {
  readonly name: string;
  /** The most bytes of a body to copy, of the request and of its answer. */
  readonly maxBodyBytes: number;
  /** Asked for each request that the bot makes, so the answer has to be quick. */
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
