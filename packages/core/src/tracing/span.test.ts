import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { SPAN_KEY, SUPPRESS_TRACING_KEY } from './active-context.js';
import { SpanKind } from './span-kind.js';
import { DEFAULT_SPAN_LIMITS } from './span-limits/span-limits.js';
import { StatusCode } from './span-status.js';
import { createTracer } from './tracer.js';
import { EvenSample } from './w3c/even-sample.js';

const setUp = () => {
  const clock = createManualClock();
  const tracer = createTracer(clock, () => undefined);
  return { clock, tracer, span: tracer.startSpan('reading') };
};

describe('a span', () => {
  it('has a kind, and a root has that of its transaction', () => {
    const { tracer } = setUp();
    expect(tracer.startSpan('x', SpanKind.client).kind).toBe(SpanKind.client);
    expect(tracer.startTransaction('request', 'x').root.kind).toBe(SpanKind.server);
    expect(tracer.startTransaction('job', 'x').root.kind).toBe(SpanKind.consumer);
    expect(tracer.startTransaction('turn', 'x').root.kind).toBe(SpanKind.internal);
  });

  it('keeps its ids, which are made once', () => {
    const { span } = setUp();
    const ids = span.spanContext();
    expect(ids).toMatchObject({ traceId: span.transaction.traceId, spanId: span.spanId, traceFlags: 3 });
    expect(span.spanContext()).toBe(ids);
  });

  it("is sampled by its caller's word only where callers are trusted", () => {
    const { tracer } = setUp();
    const flags = (own: number, callers: number, trustsCallers: boolean) => {
      tracer.transactions.sampling = { sample: new EvenSample(own), trustsCallers };
      const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-0${callers}`;
      return tracer.startTransaction('job', 'x', parent).root.spanContext().traceFlags;
    };
    expect([flags(1, 0, false), flags(0, 1, false), flags(1, 0, true), flags(0, 1, true)]).toEqual([1, 0, 0, 1]);
  });

  it('takes a status by the rules: Ok is final, Unset is ignored, only an error has a message', () => {
    const { span } = setUp();
    expect(span.status.code).toBe(StatusCode.unset);
    span.setStatus({ code: StatusCode.error, message: 'late' }).setStatus({ code: StatusCode.unset });
    expect(span.status).toEqual({ code: StatusCode.error, message: 'late' });
    span.setStatus({ code: StatusCode.ok, message: 'fine' }).setStatus({ code: StatusCode.error });
    expect(span.status).toEqual({ code: StatusCode.ok });
  });

  it('has events at their times, in every form of a time', () => {
    const { clock, span } = setUp();
    clock.advance(10);
    const wallMs = clock.wallMs() - 4;
    span
      .addEvent('now')
      .addEvent('with attributes', { 'chart.kind': 'natal' })
      .addEvent('monotonic', clock.nowMs() - 4)
      .addEvent('epoch', {}, wallMs)
      .addEvent('date', new Date(wallMs))
      .addEvent('hrtime', [Math.trunc(wallMs / 1_000), (wallMs % 1_000) * 1e6])
      .addEvent('nonsense', {}, new Date(Number.NaN));
    const nowMs = clock.nowMs();
    expect(span.events?.map(({ timeMs }) => Math.round(timeMs - nowMs))).toEqual([0, 0, -4, -4, -4, -4, 0]);
    expect(span.events?.[1]?.attributes).toEqual({ 'chart.kind': 'natal' });
  });

  it('keeps the last events and links, and counts the others', () => {
    const { span } = setUp();
    const { eventCount, linkCount } = DEFAULT_SPAN_LIMITS;
    const context = span.spanContext();
    for (let index = 0; index < eventCount + 5; index++) span.addEvent(`event ${index}`);
    span.addLinks(Array.from({ length: linkCount + 3 }, () => ({ context })));
    expect([span.events?.length, span.droppedEvents, span.events?.[0]?.name]).toEqual([eventCount, 5, 'event 5']);
    expect([span.links?.length, span.droppedLinks]).toEqual([linkCount, 3]);
  });

  it('records nothing after its end, and does not end before its start', () => {
    const { clock, span } = setUp();
    span.end(span.startMs - 100);
    expect(span.endMs).toBe(span.startMs);
    clock.advance(5);
    span.end();
    span.setAttribute('late', 1).setAttributes({ later: 2 }).addEvent('late').addLink({ context: span.spanContext() });
    span.setStatus({ code: StatusCode.error }).updateName('late').recordException(new Error('late'));
    expect(span).toMatchObject({ name: 'reading', attributes: undefined, events: undefined, links: undefined });
    expect([span.endMs, span.status.code, span.isRecording()]).toEqual([span.startMs, StatusCode.unset, false]);
  });

  it('is bounded however much is set on it', () => {
    const { span } = setUp();
    for (let index = 0; index < 100_000; index++) span.setAttribute(`name ${index % 1_000}`, index);
    expect(span.attributes?.length).toBeLessThan(2_100);
    expect(span.attributes?.slice(0, 2)).toEqual(['name 0', expect.any(Number)]);
    for (let index = 0; index < 10_000; index++) span.setAttribute('again', index);
    expect(span.droppedAttributes).toBeGreaterThan(0);
  });

  it('outlives attributes that throw when they are read', () => {
    const { span } = setUp();
    const broken = {
      first: 1,
      get second(): number {
        throw new Error('x');
      },
    };
    expect(span.setAttributes(broken).attributes).toEqual(['first', 1]);
  });
});

describe('the context', () => {
  it('is the span itself where nothing else is set', () => {
    const { tracer, span } = setUp();
    expect(span.getValue(SPAN_KEY)).toBe(span);
    const child = span.transaction.startSpan('child');
    expect(span.setValue(SPAN_KEY, child)).toBe(child);
    expect(tracer.run(child, () => tracer.context())).toBe(child);
  });

  it('carries other values beside it, and each change leaves the one before as it was', () => {
    const { span } = setUp();
    const key = Symbol('key');
    const child = span.transaction.startSpan('child');
    const with7 = span.setValue(key, 7);
    const withChild = with7.setValue(SPAN_KEY, child);
    expect([with7.getValue(SPAN_KEY), with7.getValue(key)]).toEqual([span, 7]);
    expect([withChild.getValue(SPAN_KEY), withChild.getValue(key)]).toEqual([child, 7]);
    expect(withChild.deleteValue(SPAN_KEY).getValue(SPAN_KEY)).toBeUndefined();
    expect(withChild.deleteValue(key).getValue(key)).toBeUndefined();
    expect(span.getValue(key)).toBeUndefined();
  });

  it('has no active span where tracing is suppressed', () => {
    const { tracer, span } = setUp();
    const suppressed = span.setValue(SUPPRESS_TRACING_KEY, true);
    tracer.with(suppressed as never, () => expect(tracer.active()).toBeUndefined(), undefined, []);
    tracer.with(span, () => expect(tracer.currentIds()).toBe(span.spanContext()), undefined, []);
    expect(tracer.currentIds()).toBeUndefined();
  });
});

describe('a span that is given what it cannot use', () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('hostile');
      },
    },
  );
  it.each([[undefined], [null], [5], ['text'], [hostile], [{}]])('goes on without it: %#', (value) => {
    const { span } = setUp();
    const given = value as never;
    span.setStatus(given).addLinks(given).addLink(given).setAttributes(given).addEvent('event', given);
    span.addLinks([given]);
    expect([span.status.code, span.links ?? []]).toEqual([0, []]);
  });
});
