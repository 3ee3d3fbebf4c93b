import { isKnownMethod, OTHER_METHOD } from '../../metrics/http-method.js';
import type { DeferredWork } from '../../recorder/deferred-work.js';
import type { Span } from '../../tracing/span.js';
import { SpanKind } from '../../tracing/span-kind.js';
import { StatusCode } from '../../tracing/span-status.js';
import { formatTraceparent } from '../../tracing/w3c/traceparent.js';
import type { OutgoingRequest } from './outgoing-request.js';
import type { Servers } from './servers.js';

const FAILED = { code: StatusCode.error };

/** Times each request that the bot makes, and makes a span of those within a transaction. */
export class CallRecorder {
  private readonly servers: Servers;
  private readonly deferred: DeferredWork;

  constructor(servers: Servers, deferred: DeferredWork) {
    this.servers = servers;
    this.deferred = deferred;
  }

  begin(request: OutgoingRequest, origin: string): void {
    const { method, scope, startMs } = request;
    const server = this.servers.of(origin);
    request.server = server;
    // In a trace of its owner's, their instrumentation makes the span, and tells the server of it.
    if (scope === undefined || scope.transaction.isAdopted) return;
    const isKnown = isKnownMethod(method);
    const span = scope.transaction.startSpan(isKnown ? method : 'HTTP', scope, SpanKind.client, startMs);
    span.given = server.attributes(isKnown ? method : OTHER_METHOD);
    request.span = span;
  }

  /** Tells a server that may know of it to which span its work belongs. */
  propagate<M>(span: Span, message: M, setHeader: (message: M, name: string, value: string) => void): void {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const [isSampled, isRandom] = [(traceFlags & 1) !== 0, (traceFlags & 2) !== 0];
    setHeader(message, 'traceparent', formatTraceparent(traceId, spanId, isSampled, isRandom));
    const state = traceState?.serialize();
    if (state) setHeader(message, 'tracestate', state);
  }

  end(request: OutgoingRequest, endMs: number): void {
    const { span, statusCode, errorType } = request;
    request.endMs = endMs;
    if (request.server !== undefined) this.deferred.add(count, request);
    if (span === undefined) return;
    if (statusCode !== 0) span.setAttribute('http.response.status_code', statusCode);
    if (errorType !== undefined || statusCode >= 400) {
      span.setAttribute('error.type', errorType ?? String(statusCode));
      span.setStatus(FAILED);
    }
    span.end(endMs);
  }
}

const count = ({ server, method, statusCode, errorType, startMs, endMs }: OutgoingRequest): void =>
  server?.count(method, statusCode, errorType, (endMs - startMs) / 1_000);
