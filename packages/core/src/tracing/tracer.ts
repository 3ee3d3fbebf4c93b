import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.js';
import type { Span } from './span.js';
import { Transaction, type TransactionKind } from './transaction.js';

export interface Tracer {
  /** Opens a transaction without making it the active one; end it with `transaction.root.end()`. */
  startTransaction(kind: TransactionKind, name: string, parent?: string /* traceparent */): Transaction;
  /** A child of the active span; outside of a transaction, the root of a `task` of its own. */
  startSpan(name: string): Span;
  active(): Span | undefined;
  /** Runs `work` with the transaction's root, or a span, as the active span. */
  run<R>(scope: Transaction | Span, work: () => R): R;
}

/** What the request instrumentation needs beyond the interface: no closure and no copy on the way. */
export interface RequestTracer extends Tracer {
  /** Transactions that have begun and not ended. */
  readonly open: number;
  /** Opens a request and makes it active for the rest of this synchronous run and all that follows from it. */
  enterRequest(rawHeaders: readonly string[]): Transaction;
}

export const createTracer = (clock: Clock, transactionEnded: (transaction: Transaction) => void): RequestTracer => {
  const context = new AsyncLocalStorage<Span | undefined>();

  let open = 0;
  const ended = (transaction: Transaction) => {
    open--;
    transactionEnded(transaction);
  };

  const startTransaction = (kind: TransactionKind, name: string, parent?: string) => {
    open++;
    return new Transaction(kind, name, parent, clock, ended);
  };

  return {
    get open() {
      return open;
    },
    startTransaction,
    startSpan: (name) => {
      const parent = context.getStore();
      return parent === undefined ? startTransaction('task', name).root : parent.transaction.startSpan(name, parent);
    },
    active: () => context.getStore(),
    run: (scope, work) => context.run(scope instanceof Transaction ? scope.root : scope, work),
    enterRequest: (rawHeaders) => {
      open++;
      const transaction = new Transaction('request', '', rawHeaders, clock, ended);
      context.enterWith(transaction.root);
      return transaction;
    },
  };
};

/**
 * Runs `work` as a span: ended when it returns, or when its promise settles; its error is recorded and passed on.
 */
export const runInSpan = <R>(tracer: Tracer, name: string, work: (span: Span) => R): R => {
  const span = tracer.startSpan(name);
  const failed = (error: unknown): never => {
    span.recordException(error);
    span.end();
    throw error;
  };
  let result: R;
  try {
    result = tracer.run(span, () => work(span));
  } catch (error) {
    return failed(error);
  }
  if (!isThenable(result)) {
    span.end();
    return result;
  }
  return result.then((value) => {
    span.end();
    return value;
  }, failed) as R;
};

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
