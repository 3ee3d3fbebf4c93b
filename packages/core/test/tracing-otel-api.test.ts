import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type ReadableSpan,
  registerOpenTelemetry,
  type Span,
  start,
  type Transaction,
  toReadableSpan,
} from '@astrolabe/core';
import * as api from '@opentelemetry/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { RegisteredApi } from './registered-api.js';

const SUPPRESS_TRACING = api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const REMOTE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

const registered = new RegisteredApi();
let ended: Transaction[];

beforeEach(() => {
  ended = [];
  registered.runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => ended.push(transaction) });
});

const own = (span: api.Span): Span => span as unknown as Span;
const readable = (span: api.Span): ReadableSpan => toReadableSpan(own(span));
const inTransaction = <R>(work: (root: Span) => R): R => {
  const transaction = registered.runtime.tracer.startTransaction('task', 'reading');
  const result = registered.runtime.tracer.run(transaction, () => work(transaction.root));
  transaction.root.end();
  return result;
};

describe("a span of OpenTelemetry's API", () => {
  it('is a child in the transaction that is active', () => {
    const span = inTransaction((root) => {
      const child = registered.tracer.startSpan('chart', {
        kind: api.SpanKind.CLIENT,
        attributes: { 'chart.kind': 'natal' },
      });
      child.end();
      expect(own(child).parent).toBe(root);
      return child;
    });
    expect(ended[0]?.spans).toEqual([span]);
    expect(readable(span)).toMatchObject({
      name: 'chart',
      kind: api.SpanKind.CLIENT,
      attributes: { 'chart.kind': 'natal' },
      instrumentationScope: { name: 'chart', version: '1.2.3' },
      parentSpanContext: ended[0]?.root.spanContext(),
      ended: true,
    });
  });

  it('is a transaction of its own outside of any, and where a root is asked for', () => {
    inTransaction((root) => {
      const span = registered.tracer.startSpan('job', { root: true, kind: api.SpanKind.CONSUMER });
      expect(span.spanContext().traceId).not.toBe(root.transaction.traceId);
      span.end();
    });
    registered.tracer.startSpan('alone').end();
    expect(ended.map(({ kind, name }) => [kind, name])).toEqual([
      ['job', 'job'],
      ['task', 'reading'],
      ['task', 'alone'],
    ]);
  });

  it("goes on with the caller's trace, where a propagator has read of it", () => {
    const context = api.trace.setSpanContext(api.ROOT_CONTEXT, { ...REMOTE, isRemote: true });
    const span = registered.tracer.startSpan('job', {}, context);
    expect(span.spanContext().traceId).toBe(REMOTE.traceId);
    expect(readable(span).parentSpanContext).toEqual({ ...REMOTE, isRemote: true });
    const broken = api.trace.setSpanContext(api.ROOT_CONTEXT, { ...REMOTE, spanId: '0'.repeat(16) });
    expect(readable(registered.tracer.startSpan('job', {}, broken)).parentSpanContext).toBeUndefined();
  });

  it('is active while the work of startActiveSpan runs, and what comes of it', async () => {
    await registered.tracer.startActiveSpan('outer', async (outer) => {
      await nextTurn();
      expect(api.trace.getActiveSpan()).toBe(outer);
      const key = api.createContextKey('key');
      const context = api.context.active().setValue(key, 7);
      registered.tracer.startActiveSpan('inner', { kind: api.SpanKind.PRODUCER }, context, (inner) => {
        expect([own(inner).parent, api.context.active().getValue(key)]).toEqual([outer, 7]);
        inner.end();
      });
      registered.tracer.startActiveSpan('other', {}, (other) => expect(own(other).parent).toBe(outer));
      outer.end();
    });
    expect(api.trace.getActiveSpan()).toBeUndefined();
    expect(ended[0]?.spans.map(({ name }) => name)).toEqual(['inner', 'other']);
  });

  it('has links, and times in any form', () => {
    const link = { context: REMOTE, attributes: { n: 1 } };
    const startTime = Date.now() - 1_000;
    const span = registered.tracer.startSpan('job', { links: [link], startTime });
    span.end(startTime + 250);
    const { links, startTime: start, duration } = readable(span);
    expect(links).toEqual([link]);
    expect(Math.abs(start[0] * 1_000 + start[1] / 1e6 - startTime)).toBeLessThan(50);
    expect(duration[1] / 1e6).toBeCloseTo(250, -1);
  });

  it('has its exceptions as events, in the words of the conventions', () => {
    const span = registered.tracer.startSpan('job');
    span.recordException(Object.assign(new TypeError('no chart'), { code: 'E_CHART' }));
    span.recordException('plain words');
    span.recordException({ stack: 'nothing to tell' } as never);
    const { events } = readable(span);
    expect(events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'exception',
        { 'exception.type': 'E_CHART', 'exception.message': 'no chart', 'exception.stacktrace': expect.any(String) },
      ],
      ['exception', { 'exception.message': 'plain words' }],
    ]);
  });

  it('is not recorded where tracing is suppressed, nor is anything of Astrolabe', () => {
    inTransaction((root) => {
      const suppressed = api.context.active().setValue(SUPPRESS_TRACING, true);
      api.context.with(suppressed, () => {
        const span = registered.tracer.startSpan('export');
        expect([span.isRecording(), api.isSpanContextValid(span.spanContext())]).toEqual([false, false]);
        span.setAttribute('a', 1).setStatus({ code: 2 }).updateName('x').addEvent('e').end();
        expect(registered.runtime.tracer.active()).toBeUndefined();
      });
      expect(root.transaction.spans).toEqual([]);
      expect(registered.tracer.startSpan('seen').isRecording()).toBe(true);
    });
  });
});

describe('attributes, when they are read', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const hostile = new Proxy(['a'], {
    get: () => {
      throw new Error('x');
    },
  });

  it.each([
    ['an object', { a: 1 }],
    ['a cycle', cyclic],
    ['a mixed list', ['a', 1]],
    ['a function', () => 1],
    ['nothing', null],
    ['a list that throws', hostile],
  ])('leave out %s, and keep the value before', (_what, value) => {
    const span = registered.tracer.startSpan('job', { attributes: { kept: 1 } });
    span.setAttribute('kept', value as never);
    expect(readable(span).attributes).toEqual({ kept: 1 });
  });

  it('are those of the limits: names by count, texts by length', () => {
    registered.runtime.tracer.transactions.limits = {
      ...registered.runtime.tracer.transactions.limits,
      attributeCount: 2,
      attributeValueLength: 3,
    };
    const span = registered.tracer.startSpan('job', { attributes: { a: 'abcdef', b: ['abcdef', 'x'] } });
    span.setAttribute('c', 1).setAttribute('a', 'uvwxyz').setAttribute('', 1);
    expect(readable(span)).toMatchObject({ attributes: { a: 'uvw', b: ['abc', 'x'] }, droppedAttributesCount: 1 });
  });

  it("have the limits of OpenTelemetry's variables, those of spans before those of everything", () => {
    const environment = {
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '1',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '1',
      OTEL_SPAN_LINK_COUNT_LIMIT: '0',
    };
    start(registered.runtime, { plugins: [], options: {}, environment });
    const span = registered.tracer.startSpan('job', {
      attributes: { a: 'abcdef', b: 1, c: 1 },
      links: [{ context: REMOTE }],
    });
    span.addEvent('first').addEvent('last', { a: 1, b: 2 });
    expect(readable(span)).toMatchObject({
      attributes: { a: 'abcd', b: 1 },
      events: [{ name: 'last', attributes: { a: 1 }, droppedAttributesCount: 1 }],
      links: [],
      droppedAttributesCount: 1,
      droppedEventsCount: 1,
      droppedLinksCount: 1,
    });
  });

  it('are as they were when they were given, whatever becomes of the object', () => {
    const attributes = { n: 1 };
    const span = registered.tracer.startSpan('job', { attributes });
    attributes.n = 2;
    expect(readable(span).attributes).toEqual({ n: 1 });
  });

  it('hold thousands of names, and huge texts, within bounds', () => {
    const span = registered.tracer.startSpan('job');
    for (let index = 0; index < 5_000; index++) span.setAttribute(`n${index}`, 'x'.repeat(10_000));
    const { attributes, droppedAttributesCount } = readable(span);
    expect([Object.keys(attributes).length, droppedAttributesCount]).toEqual([128, 4_872]);
  });
});

describe('ends and their order', () => {
  it('leave a span that never ended, ended twice, or after its parent, as it is', () => {
    const parent = registered.tracer.startSpan('parent');
    const within = api.trace.setSpan(api.context.active(), parent);
    const [never, late] = [
      registered.tracer.startSpan('never', {}, within),
      registered.tracer.startSpan('late', {}, within),
    ];
    parent.end();
    parent.end();
    late.end();
    late.end();
    expect(ended).toHaveLength(1);
    expect(ended[0]?.spans.map((span) => span.ended)).toEqual([false, true]);
    expect(readable(never)).toMatchObject({ ended: false, endTime: [0, 0] });
  });

  it('have what begins after the end go on in the same trace', () => {
    const parent = registered.tracer.startSpan('parent');
    parent.end();
    const span = registered.tracer.startSpan('child', {}, api.trace.setSpan(api.context.active(), parent));
    span.end();
    expect(span.spanContext().traceId).toBe(parent.spanContext().traceId);
    expect(ended.map(({ root, droppedSpans }) => [root, droppedSpans])).toEqual([
      [parent, 0],
      [span, 0],
    ]);
  });
});

it('hands the API back when it is unregistered, and does not touch what somebody else registered', () => {
  registered.unregister();
  const theirs = { getTracer: () => registered.tracer } satisfies api.TracerProvider;
  api.trace.setGlobalTracerProvider(theirs);
  const end = registerOpenTelemetry(api, registered.runtime);
  end();
  expect((api.trace.getTracerProvider() as api.ProxyTracerProvider).getDelegate()).toBe(theirs);
  api.trace.disable();
});
