import { type ContextLike, SPAN_KEY, SUPPRESS_TRACING_KEY } from '../active-context.js';
import type { SpanContext } from '../span-context.js';
import { Baggage, type BaggageEntry, formatBaggage } from './baggage.js';
import { parseTraceparent } from './traceparent.js';
import { Tracestate } from './tracestate.js';

/** Every copy of OpenTelemetry's API makes its key by this name. */
export const BAGGAGE_KEY = Symbol.for('OpenTelemetry Baggage Key');

export interface CarrierGetter<C> {
  keys(carrier: C): string[];
  get(carrier: C, key: string): undefined | string | string[];
}

export interface CarrierSetter<C> {
  set(carrier: C, key: string, value: string): void;
}

/** OpenTelemetry's `TextMapPropagator`. */
export interface TextMapPropagator {
  inject<C>(context: ContextLike, carrier: C, setter: CarrierSetter<C>): void;
  extract<C>(context: ContextLike, carrier: C, getter: CarrierGetter<C>): ContextLike;
  fields(): string[];
}

export interface PropagatorOptions {
  /** Makes a span of OpenTelemetry's API that records nothing and has this context. */
  readonly wrapSpanContext: (spanContext: SpanContext) => unknown;
  /** Whether the trace is read and sent on; it is unless that is refused. */
  readonly hasTrace?: boolean;
  /** Whether baggage is sent on: it holds what the bot or its callers put in, and goes to whoever is called. */
  readonly sendsBaggage?: boolean;
}

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;

/** W3C Trace Context and Baggage for OpenTelemetry's API. Baggage is read, and sent to nobody unless that is asked for. */
export const createPropagator = ({
  wrapSpanContext,
  hasTrace = true,
  sendsBaggage = false,
}: PropagatorOptions): TextMapPropagator => ({
  inject: (context, carrier, setter) => {
    if (hasTrace) injectTrace(context, (name, value) => setter.set(carrier, name, value));
    const entries = sendsBaggage ? entriesOf(context.getValue(BAGGAGE_KEY)) : [];
    const baggage = formatBaggage(entries);
    if (baggage !== '') setter.set(carrier, 'baggage', baggage);
  },
  extract: (context, carrier, getter) => {
    const spanContext = hasTrace
      ? readSpanContext(getter.get(carrier, 'traceparent'), getter.get(carrier, 'tracestate'))
      : undefined;
    const baggage = Baggage.parse(joined(getter.get(carrier, 'baggage')));
    const withSpan = spanContext === undefined ? context : context.setValue(SPAN_KEY, wrapSpanContext(spanContext));
    return baggage === Baggage.empty ? withSpan : withSpan.setValue(BAGGAGE_KEY, baggage);
  },
  fields: () => [...(hasTrace ? ['traceparent', 'tracestate'] : []), ...(sendsBaggage ? ['baggage'] : [])],
});

const injectTrace = (context: ContextLike, set: (name: string, value: string) => void): void => {
  if (context.getValue(SUPPRESS_TRACING_KEY) === true) return;
  const span = context.getValue(SPAN_KEY) as { spanContext?(): SpanContext } | undefined;
  const { traceId = '', spanId = '', traceFlags = 0, traceState } = span?.spanContext?.() ?? {};
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return;
  set('traceparent', `00-${traceId}-${spanId}-0${traceFlags & 3}`);
  const state = traceState?.serialize();
  if (state) set('tracestate', state);
};

const readSpanContext = (traceparent: Header, tracestate: Header): SpanContext | undefined => {
  const header = Array.isArray(traceparent) && traceparent.length === 1 ? traceparent[0] : traceparent;
  const parsed = typeof header === 'string' ? parseTraceparent(header) : undefined;
  if (parsed === undefined) return undefined;
  const { traceId, spanId, sampled, random } = parsed;
  const traceState = Tracestate.parse(joined(tracestate));
  const read = { traceId, spanId, traceFlags: (sampled ? 1 : 0) | (random ? 2 : 0), isRemote: true };
  return traceState === undefined ? read : { ...read, traceState };
};

type Header = string | readonly string[] | undefined;

const joined = (header: Header): string =>
  typeof header === 'string' ? header : Array.isArray(header) ? header.join(',') : '';

/** Baggage of another copy of the API has the same methods. */
const entriesOf = (baggage: unknown): readonly (readonly [string, BaggageEntry])[] =>
  typeof (baggage as Baggage | undefined)?.getAllEntries === 'function' ? (baggage as Baggage).getAllEntries() : [];
