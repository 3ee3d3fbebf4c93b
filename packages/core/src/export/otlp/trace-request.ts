import type { ReadableEvent, ReadableLink, ReadableSpan } from '../../tracing/otel-api/readable-span.js';
import type { InstrumentationScope } from '../../tracing/span.js';
import type { SpanContext } from '../../tracing/span-context.js';
import type { SpanStatus } from '../../tracing/span-status.js';
import { writeAttributes, writeResource, writeScope } from './common-messages.js';
import { ProtobufWriter } from './protobuf-writer.js';

// Source of the field numbers: opentelemetry-proto 1.x, collector/trace/v1/trace_service.proto and trace/v1/trace.proto.
const Request = { resourceSpans: 1 } as const;
const ResourceSpans = { resource: 1, scopeSpans: 2 } as const;
const ScopeSpans = { scope: 1, spans: 2, schemaUrl: 3 } as const;
const Field = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  start: 7,
  end: 8,
  attributes: 9,
  droppedAttributes: 10,
  events: 11,
  droppedEvents: 12,
  links: 13,
  droppedLinks: 14,
  status: 15,
  flags: 16,
} as const;
const EventField = { time: 1, name: 2, attributes: 3, droppedAttributes: 4 } as const;
const LinkField = { traceId: 1, spanId: 2, traceState: 3, attributes: 4, droppedAttributes: 5, flags: 6 } as const;
const Status = { message: 2, code: 3 } as const;

/** The parent's side is known, and whether it is another process. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** What a span takes, roughly, and what is around all of them. */
const SPAN_BYTES = 512;
const AROUND_BYTES = 1_024;

/** `ExportTraceServiceRequest`, in the wire format of Protocol Buffers. The spans are of one resource. */
export const traceRequest = (spans: readonly ReadableSpan[]): Uint8Array => {
  const writer = new ProtobufWriter(AROUND_BYTES + SPAN_BYTES * spans.length);
  const [first] = spans;
  if (first === undefined) return writer.written();
  const resourceSpans = writer.begin(Request.resourceSpans, 3);
  writeResource(writer, ResourceSpans.resource, first.resource);
  for (const [scope, ofScope] of byScope(spans)) {
    const scopeSpans = writer.begin(ResourceSpans.scopeSpans, 3);
    writeScope(writer, ScopeSpans.scope, scope);
    for (const span of ofScope) writeSpan(writer, span);
    if (scope.schemaUrl) writer.text(ScopeSpans.schemaUrl, scope.schemaUrl);
    writer.end(scopeSpans, 3);
  }
  writer.end(resourceSpans, 3);
  return writer.written();
};

const byScope = (spans: readonly ReadableSpan[]): ReadonlyMap<InstrumentationScope, readonly ReadableSpan[]> => {
  const found = new Map<InstrumentationScope, ReadableSpan[]>();
  for (const span of spans) {
    const others = found.get(span.instrumentationScope);
    if (others === undefined) found.set(span.instrumentationScope, [span]);
    else others.push(span);
  }
  return found;
};

const writeSpan = (writer: ProtobufWriter, span: ReadableSpan): void => {
  const { parentSpanContext, attributes, events, links } = span;
  const context = span.spanContext();
  const start = writer.begin(ScopeSpans.spans, 2);
  writer.hex(Field.traceId, context.traceId);
  writer.hex(Field.spanId, context.spanId);
  if (context.traceState !== undefined) writer.text(Field.traceState, context.traceState.serialize());
  if (parentSpanContext !== undefined) writer.hex(Field.parentSpanId, parentSpanContext.spanId);
  writer.text(Field.name, span.name);
  // The API counts from 0, the protocol leaves 0 to what is not known.
  writer.unsigned(Field.kind, span.kind + 1);
  writer.nanoseconds(Field.start, span.startTime);
  writer.nanoseconds(Field.end, span.endTime);
  writeAttributes(writer, Field.attributes, attributes);
  writeCount(writer, Field.droppedAttributes, span.droppedAttributesCount);
  for (const event of events) writeEvent(writer, event);
  writeCount(writer, Field.droppedEvents, span.droppedEventsCount);
  for (const link of links) writeLink(writer, link);
  writeCount(writer, Field.droppedLinks, span.droppedLinksCount);
  writeStatus(writer, span.status);
  writeFlags(writer, Field.flags, context, parentSpanContext?.isRemote);
  writer.end(start, 2);
};

const writeEvent = (writer: ProtobufWriter, event: ReadableEvent): void => {
  const start = writer.begin(Field.events, 1);
  writer.nanoseconds(EventField.time, event.time);
  writer.text(EventField.name, event.name);
  writeAttributes(writer, EventField.attributes, event.attributes);
  writeCount(writer, EventField.droppedAttributes, event.droppedAttributesCount);
  writer.end(start, 1);
};

const writeLink = (writer: ProtobufWriter, { context, attributes, droppedAttributesCount }: ReadableLink): void => {
  const start = writer.begin(Field.links, 1);
  writer.hex(LinkField.traceId, context.traceId);
  writer.hex(LinkField.spanId, context.spanId);
  if (context.traceState !== undefined) writer.text(LinkField.traceState, context.traceState.serialize());
  if (attributes !== undefined) writeAttributes(writer, LinkField.attributes, attributes);
  writeCount(writer, LinkField.droppedAttributes, droppedAttributesCount ?? 0);
  writeFlags(writer, LinkField.flags, context, context.isRemote);
  writer.end(start, 1);
};

const writeStatus = (writer: ProtobufWriter, { code, message }: SpanStatus): void => {
  if (code === 0 && !message) return;
  const start = writer.begin(Field.status, 1);
  if (message) writer.text(Status.message, message);
  writeCount(writer, Status.code, code);
  writer.end(start, 1);
};

/** What is 0 is not written, as everywhere in this format. */
const writeCount = (writer: ProtobufWriter, field: number, count: number): void => {
  if (count > 0) writer.unsigned(field, count);
};

const writeFlags = (
  writer: ProtobufWriter,
  field: number,
  { traceFlags }: SpanContext,
  isRemote: boolean | undefined,
): void => writer.fixed32(field, (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0));
