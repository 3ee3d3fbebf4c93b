import { exceptionType } from '../exception-type.js';
import { redactText } from '../privacy/redact.js';
import type { AttributeValue } from '../tracing/attributes.js';
import {
  type ReadableEvent,
  type ReadableLink,
  type ReadableSpan,
  type Resource,
  SpanReading,
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
  const read = new SpanReading(span, resource);
  const isOwn = span.scope === undefined;
  const { attributes, withheld } = policy(withFacts(span, read.attributes), isOwn);
  read.name = safeName(read.name);
  read.context = safeContext(read.context);
  if (read.parentSpanContext !== undefined) read.parentSpanContext = safeContext(read.parentSpanContext);
  read.status = safeStatus(span, read.status);
  read.attributes = attributes;
  read.droppedAttributesCount += withheld;
  if (read.events.length > 0) read.events = read.events.map((event) => safeEvent(event, policy, isOwn));
  if (read.links.length > 0) read.links = read.links.map((link) => safeLink(link, policy, isOwn));
  return read;
};

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * With what a transaction is known by without having been told it; what the bot has set wins.
 * Source: OpenTelemetry, HTTP server spans.
 */
const withFacts = ({ parent, transaction }: Span, attributes: Attributes): Attributes => {
  if (parent !== undefined) return attributes;
  const { kind, method, route, statusCode, keepReason, droppedSpans } = transaction;
  const facts: Record<string, AttributeValue> = {};
  if (kind === 'request' && method !== '') facts['http.request.method'] = method;
  if (route !== undefined) facts['http.route'] = route;
  if (statusCode !== 0) facts['http.response.status_code'] = statusCode;
  const errorType = errorTypeOf(transaction);
  if (errorType !== undefined) facts['error.type'] = errorType;
  if (keepReason !== undefined && keepReason !== 'sample') facts['astrolabe.keep_reason'] = keepReason;
  if (droppedSpans > 0) facts['astrolabe.dropped_spans'] = droppedSpans;
  return { ...facts, ...attributes };
};

/** A request that was answered fails with the status of its answer, and all other work with what ended it. */
const errorTypeOf = ({ kind, statusCode, error }: Transaction): string | undefined => {
  if (statusCode >= 500) return String(statusCode);
  return kind === 'request' || error === undefined ? undefined : exceptionType(error);
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
  const context: { -readonly [K in keyof SpanContext]: SpanContext[K] } = { traceId, spanId, traceFlags };
  const kept = traceState?.get(KEPT_STATE);
  if (isRemote !== undefined) context.isRemote = isRemote;
  if (kept !== undefined) context.traceState = safeState(kept);
  return context;
};
