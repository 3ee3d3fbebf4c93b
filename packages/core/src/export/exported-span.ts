import { exceptionType } from '../exception-type.js';
import { redactText } from '../privacy/redact.js';
import type { AttributeValue } from '../tracing/attributes.js';
import {
  type ReadableEvent,
  type ReadableLink,
  type ReadableSpan,
  type Resource,
  toReadableSpan,
} from '../tracing/otel-api/readable-span.js';
import type { Span } from '../tracing/span.js';
import type { SpanContext } from '../tracing/span-context.js';
import { type SpanStatus, StatusCode } from '../tracing/span-status.js';
import type { Transaction } from '../tracing/transaction.js';
import { Tracestate } from '../tracing/w3c/tracestate.js';
import type { AttributePolicy } from './attribute-policy.js';
import { remembered } from './remembered.js';
import { safeUrl } from './safe-url.js';

const MAX_NAME = 128;
const MAX_WORDS = 5;
/** Of `tracestate`, only what consistent sampling needs: the rest is whatever a caller has written. */
const KEPT_STATE = 'ot';

/** A span as it may leave the process, in the shape that OpenTelemetry's exporters read. */
export const toExportedSpan = (span: Span, resource: Resource, policy: AttributePolicy): ReadableSpan => {
  const readable = toReadableSpan(span, resource);
  const isOwn = span.scope === undefined;
  const { attributes, withheld } = policy({ ...factsOf(span), ...readable.attributes }, isOwn);
  const context = safeContext(span.spanContext());
  const { parentSpanContext } = readable;
  return {
    ...readable,
    name: safeName(readable.name),
    spanContext: () => context,
    ...(parentSpanContext === undefined ? {} : { parentSpanContext: safeContext(parentSpanContext) }),
    status: safeStatus(span, readable.status),
    attributes,
    events: readable.events.map((event) => safeEvent(event, policy, isOwn)),
    links: readable.links.map((link) => safeLink(link, policy, isOwn)),
    droppedAttributesCount: readable.droppedAttributesCount + withheld,
  };
};

/** What a transaction is known by without having been told it. Source: OpenTelemetry, HTTP server spans. */
const factsOf = ({ parent, transaction }: Span): Record<string, AttributeValue> => {
  if (parent !== undefined) return {};
  const { kind, method, route, statusCode, keepReason, droppedSpans } = transaction;
  return {
    ...(kind === 'request' && method !== '' ? { 'http.request.method': method } : {}),
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(statusCode === 0 ? {} : { 'http.response.status_code': statusCode }),
    ...errorTypeOf(transaction),
    ...(keepReason === undefined || keepReason === 'sample' ? {} : { 'astrolabe.keep_reason': keepReason }),
    ...(droppedSpans === 0 ? {} : { 'astrolabe.dropped_spans': droppedSpans }),
  };
};

/** A request that was answered fails with the status of its answer, and all other work with what ended it. */
const errorTypeOf = ({ kind, statusCode, error }: Transaction): Record<string, string> => {
  if (statusCode >= 500) return { 'error.type': String(statusCode) };
  return kind === 'request' || error === undefined ? {} : { 'error.type': exceptionType(error) };
};

/** A name is the code's to choose: a few words. Further ones are somebody's sentence, and a URL is cleaned as one. */
const safeName = remembered((name: string): string => {
  const words = name.slice(0, MAX_NAME).split(/\s+/);
  const cut = words.length > MAX_WORDS ? [...words.slice(0, MAX_WORDS), '…'] : words;
  return redactText(cut.map((word) => (/:\/\/|[?#]/.test(word) ? safeUrl(word) : word)).join(' '));
});

/** The words of a status are those of an exception. */
const safeStatus = ({ parent, transaction, exception }: Span, { code }: SpanStatus): SpanStatus => {
  const hasFailed = exception !== undefined || (parent === undefined && transaction.statusCode >= 500);
  return { code: code === StatusCode.unset && hasFailed ? StatusCode.error : code };
};

const safeEvent = (event: ReadableEvent, policy: AttributePolicy, isOwn: boolean): ReadableEvent => {
  const { attributes, withheld } = policy(event.attributes, isOwn);
  return {
    ...event,
    name: safeName(event.name),
    attributes,
    droppedAttributesCount: event.droppedAttributesCount + withheld,
  };
};

const safeLink = (link: ReadableLink, policy: AttributePolicy, isOwn: boolean): ReadableLink => {
  const { attributes, withheld } = policy(link.attributes ?? {}, isOwn);
  return {
    context: safeContext(link.context),
    attributes,
    droppedAttributesCount: (link.droppedAttributesCount ?? 0) + withheld,
  };
};

/** Of consistent sampling, there is one for each ratio, as long as no caller has drawn a number of its own. */
const safeState = remembered((kept: string) => Tracestate.empty.set(KEPT_STATE, kept));

const safeContext = ({ traceId, spanId, traceFlags, isRemote, traceState }: SpanContext): SpanContext => {
  const kept = traceState?.get(KEPT_STATE);
  return {
    traceId,
    spanId,
    traceFlags,
    ...(isRemote === undefined ? {} : { isRemote }),
    ...(kept === undefined ? {} : { traceState: safeState(kept) }),
  };
};
