import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { type ContextLike, contextOf, SPAN_KEY, SUPPRESS_TRACING_KEY } from '../active-context.js';
import type { SpanContext } from '../span-context.js';
import { Baggage } from './baggage.js';
import { BAGGAGE_KEY, createPropagator } from './propagator.js';
import { Tracestate } from './tracestate.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${SPAN}-03`;

type Carrier = Record<string, string | string[]>;
const getter = {
  keys: (carrier: Carrier) => Object.keys(carrier),
  get: (carrier: Carrier, key: string) => (Object.hasOwn(carrier, key) ? carrier[key] : undefined),
};
const setter = {
  set: (carrier: Carrier, key: string, value: string) => {
    carrier[key] = value;
  },
};
const spanOf = (spanContext: SpanContext) => ({ spanContext: () => spanContext });
const ROOT = contextOf(undefined) as ContextLike;
const reader = createPropagator({ wrapSpanContext: spanOf });

const extracted = (carrier: Carrier) => {
  const context = reader.extract(ROOT, carrier, getter);
  return (context.getValue(SPAN_KEY) as ReturnType<typeof spanOf> | undefined)?.spanContext();
};
const injected = (context: ContextLike, sendsBaggage = false) => {
  const carrier: Carrier = {};
  createPropagator({ wrapSpanContext: spanOf, sendsBaggage }).inject(context, carrier, setter);
  return carrier;
};

describe('the propagator', () => {
  it("is one of OpenTelemetry's API: what it reads is found there, and what is set there is sent", () => {
    const headers = { traceparent: VALID, tracestate: 'foo=1', baggage: 'a=1' };
    const own = createPropagator({ wrapSpanContext: trace.wrapSpanContext, sendsBaggage: true });
    const context = own.extract(ROOT_CONTEXT, headers, defaultTextMapGetter) as Context;
    expect(trace.getSpanContext(context)).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(propagation.getBaggage(context)?.getEntry('a')?.value).toBe('1');
    const sent = {};
    own.inject(context, sent, defaultTextMapSetter);
    expect(sent).toEqual(headers);
    const more = propagation.createBaggage({ b: { value: 'ü' } });
    const carrier: Record<string, string> = {};
    own.inject(propagation.setBaggage(ROOT_CONTEXT, more), carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ baggage: 'b=%C3%BC' });
  });

  it('reads the span of a caller, and sends it on as it came', () => {
    const headers = { traceparent: VALID, tracestate: 'foo=1,bar=2' };
    expect(extracted(headers)).toMatchObject({ traceId: TRACE, spanId: SPAN, traceFlags: 3, isRemote: true });
    expect(injected(reader.extract(ROOT, headers, getter))).toEqual(headers);
  });

  it('joins the parts of a tracestate, and takes no second traceparent', () => {
    expect(extracted({ traceparent: [VALID], tracestate: ['foo=1', 'bar=2'] })?.traceState?.serialize()).toBe(
      'foo=1,bar=2',
    );
    expect(extracted({ traceparent: [VALID, VALID] })).toBeUndefined();
    expect(extracted({ traceparent: VALID, tracestate: 'FOO=1' })?.traceState).toBeUndefined();
    expect(extracted({ traceparent: `${VALID}-x` })).toBeUndefined();
    expect(extracted({})).toBeUndefined();
  });

  it('gives the context back as it was when there is nothing to read', () => {
    expect(reader.extract(ROOT, {}, getter)).toBe(ROOT);
  });

  it('sends nothing of a span without ids, and nothing where tracing is suppressed', () => {
    const none = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    expect(injected(ROOT)).toEqual({});
    expect(injected(ROOT.setValue(SPAN_KEY, spanOf(none)))).toEqual({});
    const traced = ROOT.setValue(SPAN_KEY, spanOf({ traceId: TRACE, spanId: SPAN, traceFlags: 1 }));
    expect(injected(traced.setValue(SUPPRESS_TRACING_KEY, true))).toEqual({});
    expect(injected(traced)).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
  });

  it('sends a tracestate that was written here', () => {
    const traceState = Tracestate.empty.set('ot', 'th:8');
    const span = spanOf({ traceId: TRACE, spanId: SPAN, traceFlags: 1, traceState });
    expect(injected(ROOT.setValue(SPAN_KEY, span)).tracestate).toBe('ot=th:8');
  });

  it('reads baggage, and sends it to nobody unasked', () => {
    const context = reader.extract(ROOT, { baggage: ['a=1', 'b=2'] }, getter);
    expect(context.getValue(BAGGAGE_KEY)).toBeInstanceOf(Baggage);
    expect(injected(context)).toEqual({});
    expect(injected(context, true)).toEqual({ baggage: 'a=1,b=2' });
    expect(reader.fields()).not.toContain('baggage');
  });

  it('sends baggage of another copy of the API, and nothing of what is none', () => {
    const foreign = { getAllEntries: () => [['a', { value: '1' }]] };
    expect(injected(ROOT.setValue(BAGGAGE_KEY, foreign), true)).toEqual({ baggage: 'a=1' });
    expect(injected(ROOT.setValue(BAGGAGE_KEY, 'a=1'), true)).toEqual({});
  });
});
