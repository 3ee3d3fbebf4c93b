import { type AttributeValue, allAttributes, appendAttributes, cleanAttributes } from '../attributes.js';
import type { InstrumentationScope, Span } from '../span.js';
import type { SpanContext } from '../span-context.js';
import type { SpanEvent, SpanLink } from '../span-event.js';
import type { SpanKind } from '../span-kind.js';
import type { SpanLimits } from '../span-limits/span-limits.js';
import type { SpanStatus } from '../span-status.js';
import { exceptionAttributes } from './exception-attributes.js';

type HrTime = [seconds: number, nanoseconds: number];
type Attributes = Record<string, AttributeValue>;

/** A span in the shape in which OpenTelemetry's SDK 2.x hands it to exporters. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly ReadableEvent[];
  readonly links: readonly ReadableLink[];
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

export interface ReadableEvent {
  readonly time: HrTime;
  readonly name: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface ReadableLink {
  readonly context: SpanContext;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** What the spans are of: the service, its host, its process. */
export interface Resource {
  readonly attributes: Attributes;
}

const OWN_SCOPE: InstrumentationScope = { name: '@astrolabe/core' };

/** Reads a span, and only now cleans and limits what was set on it. */
export const toReadableSpan = (span: Span, resource: Resource = { attributes: {} }): ReadableSpan => {
  const { transaction, startMs, status } = span;
  const { limits } = transaction;
  const { originMs } = transaction.wall;
  const { attributes, dropped } = cleanAttributes(
    allAttributes(span.given, span.attributes),
    limits.attributeCount,
    limits.attributeValueLength,
  );
  const durationMs = span.ended ? span.endMs - startMs : 0;
  return {
    name: span.parent === undefined ? transaction.name : span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...parentOf(span),
    startTime: hrTime(originMs + startMs),
    endTime: span.ended ? hrTime(originMs + span.endMs) : [0, 0],
    duration: hrTime(durationMs),
    ended: span.ended,
    status,
    attributes,
    events: (span.events ?? []).flatMap((event) => readEvent(event, limits, originMs) ?? []),
    links: (span.links ?? []).map((link) => readLink(link, limits)),
    resource,
    instrumentationScope: span.scope ?? OWN_SCOPE,
    droppedAttributesCount: span.droppedAttributes + dropped,
    droppedEventsCount: span.droppedEvents,
    droppedLinksCount: span.droppedLinks,
  };
};

const parentOf = ({ parent, transaction }: Span): { parentSpanContext?: SpanContext } => {
  if (parent !== undefined) return { parentSpanContext: parent.spanContext() };
  const { remoteParent } = transaction;
  if (remoteParent === undefined) return {};
  const { traceId, spanId, sampled } = remoteParent;
  return { parentSpanContext: { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true } };
};

/** An exception without a type and without words is no event. */
const readEvent = (event: SpanEvent, limits: SpanLimits, originMs: number): ReadableEvent | undefined => {
  const { name, timeMs, exception } = event;
  const given = exception === undefined ? event.attributes : exceptionAttributes(exception);
  if (given === undefined && exception !== undefined) return undefined;
  const { attributes, dropped } = readAttributes(given, limits.attributePerEventCount, limits.attributeValueLength);
  return { name, time: hrTime(originMs + timeMs), attributes, droppedAttributesCount: dropped };
};

const readLink = ({ context, attributes: given }: SpanLink, limits: SpanLimits): ReadableLink => {
  const { attributes, dropped } = readAttributes(given, limits.attributePerLinkCount, limits.attributeValueLength);
  return {
    context,
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(dropped > 0 ? { droppedAttributesCount: dropped } : {}),
  };
};

const readAttributes = (given: unknown, countLimit: number, lengthLimit: number) => {
  const raw: unknown[] = [];
  appendAttributes(raw, given);
  return cleanAttributes(raw, countLimit, lengthLimit);
};

const hrTime = (ms: number): HrTime => {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
};
