import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import { exceptionType } from '../exception-type.js';
import { CLIENT_CLOSED_REQUEST } from '../instrument/counted-status.js';
import type { Counter } from '../metrics/instruments.js';
import type { MetricStore } from '../metrics/store.js';
import type { Tracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import type { CapturedException, ErrorReporter } from './error-reporter.js';
import { cleanContext } from './exception-context.js';

export interface ExceptionsOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: MetricStore;
  readonly tracer: Tracer;
  readonly transactionOf: (response: ServerResponse) => Transaction | undefined;
  readonly reporters: () => readonly ErrorReporter[];
}

const LABELS = { type: 'open', handled: ['true', 'false'] } as const;
const MAX_TYPES = 100;
/** A bot that fails at everything must not be slowed by telling of it: the first so many of a window are reported. */
const MAX_REPORTS = 100;
const WINDOW_MS = 10_000;

/** Every exception that the bot tells of or fails with comes by here: counted, and passed to the reporters once. */
export class Exceptions {
  private readonly options: ExceptionsOptions;
  private readonly reported = new WeakSet<object>();
  private readonly failing = new WeakSet<ServerResponse>();
  private counter: Counter<typeof LABELS> | undefined = undefined;
  private isReporting = false;
  private windowEndMs = 0;
  private inWindow = 0;

  constructor(options: ExceptionsOptions) {
    this.options = options;
  }

  /** Declares the metric that exceptions are counted in. */
  declare(): Counter<typeof LABELS> {
    this.counter ??= this.options.metrics.counter('astrolabe_exceptions_total', {
      help: 'Exceptions by the name of their class: those that the bot told of, and those that it failed requests with.',
      labels: LABELS,
      maxSeries: MAX_TYPES,
    });
    return this.counter;
  }

  /** The bot tells of an exception that it has handled: it marks the active span and its transaction. Never throws. */
  capture(exception: unknown, context?: unknown): void {
    this.guarded(() => {
      const span = this.options.tracer.active();
      span?.recordException(exception);
      this.report(exception, true, span?.transaction, context);
    });
  }

  /** A handler of this request threw. Whether the request failed of it is known at its end. Never throws. */
  requestThrew(response: ServerResponse, exception: unknown): void {
    this.guarded(() => {
      const transaction = this.options.transactionOf(response);
      if (transaction === undefined) return;
      transaction.root.recordException(exception);
      if (this.failing.has(response)) return;
      this.failing.add(response);
      response.once('close', () => this.guarded(() => this.requestEnded(transaction, exception)));
    });
  }

  /** A unit of work that is no request, such as a job, failed of it. Never throws. */
  workFailed(transaction: Transaction | undefined, exception: unknown): void {
    this.guarded(() => this.report(exception, false, transaction, undefined));
  }

  /** Whether an exception of this request came by. */
  saw(response: ServerResponse): boolean {
    return this.failing.has(response);
  }

  /** An exception that was answered with a 4xx has told the client what is wrong: the bot did not fail. */
  private requestEnded(transaction: Transaction, exception: unknown): void {
    if (transaction.statusCode >= CLIENT_CLOSED_REQUEST) this.report(exception, false, transaction, undefined);
  }

  private report(exception: unknown, handled: boolean, transaction: Transaction | undefined, context: unknown): void {
    if (typeof exception === 'object' && exception !== null) {
      if (this.reported.has(exception)) return;
      this.reported.add(exception);
    }
    const type = exceptionType(exception);
    this.declare().inc({ type, handled: handled ? 'true' : 'false' });
    if (!this.hasRoom()) return;
    this.tell({ exception, type, handled, context: cleanContext(context), transaction });
  }

  /** What a reporter itself captures is counted, and not reported to it again. */
  private tell(captured: CapturedException): void {
    if (this.isReporting) return;
    this.isReporting = true;
    for (const reporter of this.options.reporters()) this.tellOne(reporter, captured);
    this.isReporting = false;
  }

  private tellOne(reporter: ErrorReporter, captured: CapturedException): void {
    const failed = (error: unknown) =>
      this.options.diagnostics.failed('ASTROLABE_REPORTER_FAILED', `the error reporter ${reporter.name}`, error);
    try {
      // TypeScript takes an async function for it as well; a promise that nobody looks at would end the bot.
      Promise.resolve<unknown>(reporter.report(captured)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  private hasRoom(): boolean {
    const nowMs = this.options.clock.nowMs();
    if (nowMs >= this.windowEndMs) {
      this.windowEndMs = nowMs + WINDOW_MS;
      this.inWindow = 0;
    }
    this.inWindow++;
    if (this.inWindow <= MAX_REPORTS) return true;
    this.options.diagnostics.warnOnce(
      'ASTROLABE_EXCEPTION_FLOOD',
      `more than ${MAX_REPORTS} exceptions came within ${WINDOW_MS / 1_000} s; further ones are counted and not reported`,
    );
    return false;
  }

  private guarded(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.options.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'keeping an exception', error);
    }
  }
}
