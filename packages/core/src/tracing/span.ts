import { type ContextLike, contextOf, SPAN_KEY } from './active-context.js';
import {
  type AttributesInput,
  type AttributeValue,
  appendAttributes,
  compacted,
  isCrowded,
  type RawAttributes,
} from './attributes.js';
import { newSpanId } from './ids.js';
import type { SpanContext } from './span-context.js';
import { readLink, type SpanEvent, type SpanLink } from './span-event.js';
import type { SpanKind } from './span-kind.js';
import { nextStatus, type SpanStatus, UNSET } from './span-status.js';
import { isTimeInput, type TimeInput } from './time-input.js';
import type { Transaction } from './transaction.js';

/**
 * One timed operation, with the methods of a span of OpenTelemetry's API. Recording it never throws; whatever was set is
 * kept by reference until it is read. It is also the context in which it alone is active.
 */
export class Span implements ContextLike {
  name: string;
  readonly kind: SpanKind;
  readonly transaction: Transaction;
  readonly parent: Span | undefined;
  /** Monotonic milliseconds, as `clock.nowMs()` gives them. */
  readonly startMs: number;
  /** NaN while it is running. */
  endMs: number = Number.NaN;
  /** What it began with; what was set later wins. */
  given: object | undefined = undefined;
  /** Name, value, name, value …; a later value of a name wins. */
  attributes: RawAttributes | undefined = undefined;
  status: SpanStatus = UNSET;
  events: SpanEvent[] | undefined = undefined;
  links: SpanLink[] | undefined = undefined;
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;
  exception: unknown = undefined;
  /** Who made it, where that was not Astrolabe. */
  scope: InstrumentationScope | undefined = undefined;
  private ids: SpanContext | undefined = undefined;

  constructor(name: string, transaction: Transaction, parent: Span | undefined, startMs: number, kind: SpanKind = 0) {
    this.name = name;
    this.transaction = transaction;
    this.parent = parent;
    this.startMs = startMs;
    this.kind = kind;
  }

  /** 16 hex digits, made when first asked for. */
  get spanId(): string {
    return this.spanContext().spanId;
  }

  get ended(): boolean {
    return !Number.isNaN(this.endMs);
  }

  /** Its ids, made when first asked for, and always the same object. */
  spanContext(): SpanContext {
    this.ids ??= this.transaction.spanContext(newSpanId());
    return this.ids;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (this.ended) return this;
    if (this.attributes === undefined) this.attributes = [name, value];
    else this.attributes.push(name, value);
    this.boundAttributes();
    return this;
  }

  setAttributes(attributes: AttributesInput): this {
    if (this.ended) return this;
    this.attributes ??= [];
    appendAttributes(this.attributes, attributes);
    this.boundAttributes();
    return this;
  }

  /** What is in its time's place is a time, if it is one. */
  addEvent(name: string, attributesOrTime?: AttributesInput | TimeInput, time?: TimeInput): this {
    const isTime = isTimeInput(attributesOrTime);
    this.pushEvent(
      typeof name === 'string' ? name : '',
      isTime ? undefined : attributesOrTime,
      undefined,
      time ?? (isTime ? attributesOrTime : undefined),
    );
    return this;
  }

  addLink(link: SpanLink): this {
    const read = this.ended ? undefined : readLink(link);
    if (read === undefined) return this;
    this.links ??= [];
    if (this.links.length >= this.transaction.limits.linkCount) {
      this.droppedLinks++;
      if (this.links.shift() === undefined) return this;
    }
    this.links.push(read);
    return this;
  }

  addLinks(links: readonly SpanLink[]): this {
    for (const link of listed(links)) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = nextStatus(this.status, status);
    return this;
  }

  updateName(name: string): this {
    if (!this.ended && typeof name === 'string') this.name = name;
    return this;
  }

  /** An event of the span; the first is kept as its error, and as that of its transaction. */
  recordException(exception: unknown, time?: TimeInput): void {
    this.exception ??= exception;
    this.transaction.error ??= exception;
    this.pushEvent('exception', undefined, exception, time);
  }

  /** Ends it once, now or at `endTime`, and not before its start; the root's end may end the transaction. */
  end(endTime?: TimeInput): void {
    if (this.ended) return;
    const { transaction } = this;
    const endMs = endTime === undefined ? transaction.clock.nowMs() : transaction.monotonicMs(endTime);
    this.endMs = Math.max(endMs, this.startMs);
    if (this.parent === undefined) transaction.rootEnded();
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this : undefined;
  }

  setValue(key: symbol, value: unknown): ContextLike {
    return key === SPAN_KEY ? contextOf(value) : contextOf(undefined).setValue(key, value).setValue(SPAN_KEY, this);
  }

  deleteValue(key: symbol): ContextLike {
    return key === SPAN_KEY ? contextOf(undefined) : this;
  }

  private pushEvent(name: string, attributes: unknown, exception: unknown, time: TimeInput | undefined): void {
    if (this.ended) return;
    const { transaction } = this;
    const { clock, limits } = transaction;
    this.events ??= [];
    if (this.events.length >= limits.eventCount) {
      this.droppedEvents++;
      if (this.events.shift() === undefined) return;
    }
    const timeMs = time === undefined ? clock.nowMs() : transaction.monotonicMs(time);
    this.events.push({ name, timeMs, attributes, exception });
  }

  private boundAttributes(): void {
    const { attributeCount } = this.transaction.limits;
    if (this.attributes === undefined || !isCrowded(this.attributes, attributeCount)) return;
    const { raw, dropped } = compacted(this.given, this.attributes, attributeCount);
    this.given = undefined;
    this.attributes = raw;
    this.droppedAttributes += dropped;
  }
}

/** A copy of what is in a list; nothing where that is none, or cannot be read. */
const listed = <T>(list: readonly T[]): readonly T[] => {
  try {
    return Array.isArray(list) ? [...list] : [];
  } catch {
    return [];
  }
};

/** Who makes spans: a library's name and version. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}
