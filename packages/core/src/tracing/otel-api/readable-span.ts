import { type AttributeValue, appendAttributes, cleanAttributes } from '../attributes.js';
import { type HrTime, hrTime } from '../hr-time.js';
import type { InstrumentationScope, Span } from '../span.js';
import type { SpanContext } from '../span-context.js';
import type { SpanEvent, SpanLink } from '../span-event.js';
import type { SpanKind } from '../span-kind.js';
import type { SpanLimits } from '../span-limits/span-limits.js';
import type { SpanStatus } from '../span-status.js';
import { exceptionAttributes } from './exception-attributes.js';

type Attributes = Record<string, AttributeValue>;

/** A span in the shape in which OpenTelemetry's SDK 2.x hands it to exporters. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
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
export const toReadableSpan = (span: Span, resource: Resource = { attributes: {} }): ReadableSpan =>
  new SpanReading(span, resource);

/** One shape for every span: whoever reads many of them is quicker at it. What is not to leave the process is replaced. */
export class SpanReading implements ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  context: SpanContext;
  parentSpanContext: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  status: SpanStatus;
  attributes: Attributes;
  events: readonly ReadableEvent[];
  links: readonly ReadableLink[];
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;

  constructor(span: Span, resource: Resource) {
    const { transaction, startMs, events, links } = span;
    const { limits } = transaction;
    const { originMs } = transaction.wall;
    const { attributeCount, attributeValueLength } = limits;
    const { attributes, dropped } = cleanAttributes(span.given, span.attributes, attributeCount, attributeValueLength);
    this.name = span.parent === undefined ? transaction.name : span.name;
    this.kind = span.kind;
    this.context = span.spanContext();
    this.parentSpanContext = parentOf(span);
    this.startTime = hrTime(originMs + startMs);
    this.endTime = span.ended ? hrTime(originMs + span.endMs) : [0, 0];
    this.duration = hrTime(span.ended ? span.endMs - startMs : 0);
    this.ended = span.ended;
    this.status = span.status;
    this.attributes = attributes;
    this.events = events?.flatMap((event) => readEvent(event, limits, originMs) ?? []) ?? [];
    this.links = links?.map((link) => readLink(link, limits)) ?? [];
    this.resource = resource;
    this.instrumentationScope = span.scope ?? OWN_SCOPE;
    this.droppedAttributesCount = span.droppedAttributes + dropped;
    this.droppedEventsCount = span.droppedEvents;
    this.droppedLinksCount = span.droppedLinks;
  }

  spanContext(): SpanContext {
    return this.context;
  }
}

const parentOf = ({ parent, transaction }: Span): SpanContext | undefined => {
  if (parent !== undefined) return parent.spanContext();
  const { remoteParent } = transaction;
  if (remoteParent === undefined) return undefined;
  const { traceId, spanId, sampled } = remoteParent;
  return { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true };
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
  return cleanAttributes(undefined, raw, countLimit, lengthLimit);
};
