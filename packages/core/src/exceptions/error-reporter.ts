import type { Transaction } from '../tracing/transaction.js';

/** What the bot's owner says of an exception beside it. */
export type ExceptionContext = Readonly<Record<string, string | number | boolean>>;

/** An exception that the bot told of, or that nobody caught. */
export interface CapturedException {
  /** What was thrown, by reference: its message and stack may quote users, so redact what leaves the process. */
  readonly exception: unknown;
  /** The name of its class, or `(string)` and the like: nothing a user wrote. */
  readonly type: string;
  /** False: no handler of the bot's caught it, and the request failed. */
  readonly handled: boolean;
  /** Of the bot's owner, cleaned of all that is no text, number or flag. */
  readonly context: ExceptionContext;
  /** What was at work. Of a request that failed it has the method, the route and the status; read it now, do not keep it. */
  readonly transaction: Transaction | undefined;
}

/** Takes exceptions to where somebody looks at them. It returns at once, and does its sending later. */
export interface ErrorReporter {
  readonly name: string;
  report(captured: CapturedException): void;
}
