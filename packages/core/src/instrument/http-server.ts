import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { RequestMetrics } from '../metrics/request-metrics.js';
import type { RequestTracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import { type Listening, listen } from './channel.js';
import { countedStatus } from './counted-status.js';
import { IncomingWatchers } from './incoming/incoming-watchers.js';
import { isBusy, watchQueued } from './queued-responses.js';
import { RouteFinders } from './route-finders.js';

/** Of this copy alone: test runners give each file a runtime of its own, and all of them listen. */
const TRANSACTION = Symbol('astrolabe.transaction');

/** A response that is being timed carries its transaction: a symbol costs less than a WeakMap. */
interface TimedResponse extends ServerResponse {
  [TRANSACTION]?: Transaction | undefined;
}

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: TimedResponse;
}

export interface HttpServerOptions extends Listening {
  readonly tracer: RequestTracer;
  readonly clock: Clock;
  readonly metrics: () => RequestMetrics;
}

/**
 * Times every request of the process by Node's own channel: from the parsed head to the response's close, which comes
 * for aborted requests as well.
 */
export class HttpServerInstrumentation {
  readonly routeFinders: RouteFinders;
  readonly incoming: IncomingWatchers;
  private readonly options: HttpServerOptions;
  private readonly closed: (this: TimedResponse) => void;
  private activeRequests = 0;
  private enabled = false;

  constructor(options: HttpServerOptions) {
    const { diagnostics, overhead } = options;
    this.options = options;
    this.routeFinders = new RouteFinders(diagnostics);
    this.incoming = new IncomingWatchers(options);
    const close = (response: TimedResponse) => this.close(response);
    // One listener for all responses: a closure for each would cost more than the listener.
    this.closed = function closed() {
      const begunMs = overhead.begin();
      try {
        close(this);
      } catch (error) {
        diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the end of a request', error);
      }
      overhead.end(begunMs);
    };
  }

  /** Starts listening; returns the end of it. */
  enable(): () => void {
    if (this.enabled) return () => undefined;
    this.enabled = true;
    const started = (message: RequestStart) => this.started(message);
    const stop = listen<RequestStart>('http.server.request.start', this.options, started);
    return () => {
      this.enabled = false;
      stop();
    };
  }

  /** Requests that have begun and not ended. */
  get active(): number {
    return this.activeRequests;
  }

  /** The transaction of a response that is being timed. */
  transactionOf(response: ServerResponse): Transaction | undefined {
    return (response as TimedResponse)[TRANSACTION];
  }

  /** This response is Astrolabe's own: it is not counted, and its transaction is dropped. */
  discard(response: ServerResponse): void {
    const transaction = this.take(response);
    if (transaction === undefined) return;
    transaction.discarded = true;
    transaction.root.end();
  }

  private started({ request, response }: RequestStart): void {
    const { closed } = this;
    const transaction = this.options.tracer.enterRequest(request.rawHeaders);
    response[TRANSACTION] = transaction;
    this.activeRequests++;
    response.on('close', closed);
    if (isBusy(request.socket)) watchQueued(request.socket, response, (queued) => closed.call(queued));
    this.incoming.begin(request, transaction);
  }

  private close(response: TimedResponse): void {
    const transaction = this.take(response);
    if (transaction === undefined) return;
    const { clock, metrics } = this.options;
    const { req: request } = response;
    const endMs = clock.nowMs();
    const known = transaction.route;
    const found = known === undefined ? this.routeFinders.find(request) : undefined;
    const route = found ?? metrics().route(known);
    transaction.method = request.method ?? '';
    transaction.route = route.pattern;
    transaction.statusCode = countedStatus(request, response);
    route.count(transaction.method, transaction.statusCode, (endMs - transaction.root.startMs) / 1_000);
    transaction.root.end(endMs);
    transaction.incoming?.closed();
  }

  /** Once only: a response is counted by whoever takes its transaction. */
  private take(response: TimedResponse): Transaction | undefined {
    const transaction = response[TRANSACTION];
    if (transaction === undefined) return undefined;
    response[TRANSACTION] = undefined;
    this.activeRequests--;
    return transaction;
  }
}
