import type { Clock } from '../clock.js';
import { type ActiveContext, ContextValues } from './active-context.js';
import { ActiveStore } from './active-store.js';
import type { Span } from './span.js';
import type { SpanContext } from './span-context.js';
import type { SpanKind } from './span-kind.js';
import type { TransactionOrigin } from './trace-place.js';
import { type RootOptions, Transaction, type TransactionKind } from './transaction.js';
import { Transactions } from './transactions.js';
import type { TraceOrigin } from './w3c/remote-parent.js';

export interface Tracer {
  /**
   * Opens a transaction without making it the active one; end it with `transaction.root.end()`. `parent` is a
   * `traceparent`, or raw headers that have one.
   */
  startTransaction(kind: TransactionKind, name: string, parent?: TraceOrigin): Transaction;
  /** A child of the active span; outside of a transaction, the root of a `task` of its own. */
  startSpan(name: string, kind?: SpanKind): Span;
  /** The active span; undefined as well where tracing is suppressed. */
  active(): Span | undefined;
  /** The active span's ids as text, made once for each span: what a line of a log carries. */
  currentIds(): SpanContext | undefined;
  /** Runs `work` with the transaction's root, or a span, as the active span. */
  run<R>(scope: Transaction | Span, work: () => R): R;
  /** What is active, as it is kept. */
  context(): ActiveContext | undefined;
  /** Makes `context` active for the rest of this synchronous run; whoever enters another has to come back to the one before. */
  enter(context: ActiveContext | undefined): void;
  /** Nothing is active any more, until something is entered again. */
  forget(): void;
}

/** What the request instrumentation needs beyond the interface: no closure and no copy on the way. */
export interface RequestTracer extends Tracer {
  readonly clock: Clock;
  /** Transactions that have begun and not ended. */
  readonly open: number;
  /** Opens a request and makes it active for the rest of this synchronous run and all that follows from it. */
  enterRequest(rawHeaders: readonly string[]): Transaction;
  /** Opens a transaction whose root is more than its name. */
  startRoot(kind: TransactionKind, name: string, origin: TransactionOrigin, root: RootOptions): Transaction;
  /** Calls `work` on `subject` with `context` active, or with nothing. */
  with<A extends unknown[], R>(
    context: ActiveContext | undefined,
    work: (...values: A) => R,
    subject: unknown,
    values: A,
  ): R;
  /** Those that are open, and the bounds of all of them. */
  readonly transactions: Transactions;
}

const NO_VALUES: [] = [];

export const createTracer = (clock: Clock, transactionEnded: (transaction: Transaction) => void): RequestTracer => {
  const context = new ActiveStore();
  const transactions = new Transactions(clock, transactionEnded);
  const active = () => {
    const store = context.get();
    return store instanceof ContextValues ? store.active : store;
  };
  const startRoot = (kind: TransactionKind, name: string, origin: TransactionOrigin, root?: RootOptions) =>
    transactions.start(kind, name, origin, root);

  const tracer: RequestTracer = {
    clock,
    transactions,
    get open() {
      return transactions.open;
    },
    startTransaction: (kind, name, parent) => startRoot(kind, name, parent),
    startRoot,
    startSpan: (name, kind) => {
      const parent = active();
      if (parent !== undefined) return parent.transaction.startSpan(name, parent, kind);
      return startRoot('task', name, undefined, kind === undefined ? undefined : { kind }).root;
    },
    active,
    currentIds: () => active()?.spanContext(),
    context: () => context.get(),
    enter: (entered) => context.enter(entered),
    forget: () => context.forget(),
    run: (scope, work) => context.run(scope instanceof Transaction ? scope.root : scope, work, undefined, NO_VALUES),
    with: (scope, work, subject, values) => context.run(scope, work, subject, values),
    enterRequest: (rawHeaders) => {
      const transaction = startRoot('request', '', rawHeaders);
      context.enter(transaction.root);
      return transaction;
    },
  };
  return tracer;
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
