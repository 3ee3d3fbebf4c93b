import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.js';
import type { RequestMetrics, RouteSeries } from '../metrics/request-metrics.js';
import type { RequestTracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import { type Listening, listen } from './channel.js';
import { isBusy, watchQueued } from './queued-responses.js';

/** The client went away before its answer was complete. Source: nginx. */
export const CLIENT_CLOSED_REQUEST = 499;
/** The answer broke off on our side, after its head was out or without one: whatever was sent, it failed. */
const BROKEN_OFF = 500;

/** Of this copy alone: test runners give each file a runtime of its own, and all of them listen. */
const TRANSACTION = Symbol('astrolabe.transaction');

/** A response that is being timed carries its transaction: a symbol costs less than a WeakMap. */
export interface TimedResponse extends ServerResponse {
  [TRANSACTION]?: Transaction | undefined;
}

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: TimedResponse;
}

/** Finds the route that a framework chose for a request; undefined when it is not that framework's, or none took it. */
export type RouteFinder = (request: IncomingMessage) => RouteSeries | undefined;

export interface HttpServerInstrumentation {
  /** Starts listening; returns the end of it. */
  enable(): () => void;
  /** Requests that have begun and not ended. */
  active(): number;
  /** The transaction of a response that is being timed. */
  transactionOf(response: ServerResponse): Transaction | undefined;
  /** This response is Astrolabe's own: it is not counted, and its transaction is dropped. */
  discard(response: ServerResponse): void;
  /** One finder for each framework; the latest counts. */
  setRouteFinder(framework: string, finder: RouteFinder): void;
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
export const createHttpServerInstrumentation = (options: HttpServerOptions): HttpServerInstrumentation => {
  const { tracer, clock, diagnostics, overhead } = options;
  const byFramework = new Map<string, RouteFinder>();
  let finders: readonly RouteFinder[] = [];
  let active = 0;
  let enabled = false;

  const started = ({ request, response }: RequestStart): void => {
    const transaction = tracer.enterRequest(request.rawHeaders);
    response[TRANSACTION] = transaction;
    active++;
    response.on('close', closed);
    if (isBusy(request.socket)) watchQueued(request.socket, response, (queued) => closed.call(queued));
  };

  // One function for all responses: a closure for each would cost more than the listener.
  function closed(this: TimedResponse): void {
    const begunMs = overhead.begin();
    try {
      close(this);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the end of a request', error);
    }
    overhead.end(begunMs);
  }

  const close = (response: TimedResponse): void => {
    const transaction = take(response);
    if (transaction === undefined) return;
    const { req: request } = response;
    const endMs = clock.nowMs();
    const route = findRoute(request, transaction.route);
    transaction.method = request.method ?? '';
    transaction.route = route.pattern;
    transaction.statusCode = countedStatus(request, response);
    route.count(transaction.method, transaction.statusCode, (endMs - transaction.root.startMs) / 1_000);
    transaction.root.end(endMs);
  };

  /** Once only: a response is counted by whoever takes its transaction. */
  const take = (response: TimedResponse): Transaction | undefined => {
    const transaction = response[TRANSACTION];
    if (transaction === undefined) return undefined;
    response[TRANSACTION] = undefined;
    active--;
    return transaction;
  };

  const findRoute = (request: IncomingMessage, known: string | undefined): RouteSeries => {
    if (known !== undefined) return options.metrics().route(known);
    try {
      for (const find of finders) {
        const found = find(request);
        if (found !== undefined) return found;
      }
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'finding the route of a request', error);
    }
    return options.metrics().route(undefined);
  };

  return {
    enable: () => {
      if (enabled) return () => undefined;
      enabled = true;
      const stop = listen<RequestStart>('http.server.request.start', options, started);
      return () => {
        enabled = false;
        stop();
      };
    },
    active: () => active,
    transactionOf: (response) => (response as TimedResponse)[TRANSACTION],
    discard: (response) => {
      const transaction = take(response as TimedResponse);
      if (transaction === undefined) return;
      transaction.discarded = true;
      transaction.root.end();
    },
    setRouteFinder: (framework, finder) => {
      byFramework.set(framework, finder);
      finders = [...byFramework.values()];
    },
  };
};

/**
 * The status that was sent, if all of it was. Else somebody broke it off: the client, when its side of the connection
 * ended or failed; or the server, which the client sees as a failure whatever the head said.
 */
const countedStatus = (request: IncomingMessage, response: ServerResponse): number => {
  const socket: Socket | null = request.socket;
  // Node 22 says that an answer is finished when its connection has failed.
  if (response.writableFinished && !socket?.errored) return response.statusCode;
  // An error that the bot destroyed its response with reaches the socket as well.
  const clientFailed = Boolean(socket?.errored) && socket?.errored !== response.errored;
  const clientLeft = socket === null || socket.readableEnded || clientFailed;
  if (clientLeft) return CLIENT_CLOSED_REQUEST;
  return Math.max(BROKEN_OFF, Number(response.statusCode) || BROKEN_OFF);
};
