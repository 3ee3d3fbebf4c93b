import { type Span, toReadableSpan } from '@astrolabe/core';
import * as api from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { everything } from '../src/export/attribute-policy.js';
import { toExportedSpan } from '../src/export/exported-span.js';
import { RegisteredApi } from './registered-api.js';

const throws = (): never => {
  throw new Error('hostile');
};
/** Whatever is done to it throws. */
const untouchable = new Proxy({}, new Proxy({}, { get: () => throws }));
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const getters = Object.defineProperties(
  {},
  Object.fromEntries(
    ['a', 'code', 'context', 'attributes', 'links', 'kind', 'root', 'startTime', 'traceId', 'message'].map((name) => [
      name,
      { get: throws, enumerable: true },
    ]),
  ),
);
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
const IDS = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

const HOSTILE: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'a number': 5,
  'no number': Number.NaN,
  'less than any number': Number.NEGATIVE_INFINITY,
  'a time that will not come': 1e308,
  'a huge text': 'x'.repeat(1e6),
  'a symbol': Symbol('x'),
  'a large integer': 10n,
  'a function': () => 1,
  'what refers to itself': cyclic,
  'a date that is none': new Date(Number.NaN),
  'pairs of numbers that are no time': [Number.NaN, Number.POSITIVE_INFINITY],
  'getters that throw': getters,
  'what throws at every touch': untouchable,
  'a proxy without its object': revoked({}),
  'a proxy without its list': revoked([]),
  'a list of such': [untouchable, revoked({}), getters],
  'attributes of such': { a: untouchable, b: revoked([]), c: [getters] },
  'a link to nothing': { context: revoked({}) },
  'a link to what throws': { context: getters, attributes: untouchable },
  'a link to what are no ids': { context: { traceId: 5, spanId: {} } },
  'a link with a state that throws': { context: { ...IDS, traceState: untouchable } },
  'a status with such a message': { code: 2, message: untouchable },
  'an exception of such': { name: untouchable, message: untouchable, stack: untouchable },
  'options of such': { kind: untouchable, attributes: 'text', links: getters, startTime: revoked([]) },
};

const registered = new RegisteredApi();

const CALLS: Readonly<Record<string, (span: api.Span, hostile: never) => unknown>> = {
  'the value of an attribute': (span, hostile) => span.setAttribute('a', hostile),
  'the name of an attribute': (span, hostile) => span.setAttribute(hostile, 1),
  attributes: (span, hostile) => span.setAttributes(hostile),
  'the name of an event': (span, hostile) => span.addEvent(hostile),
  "an event's attributes, or its time": (span, hostile) => span.addEvent('event', hostile),
  "an event's time": (span, hostile) => span.addEvent('event', {}, hostile),
  'a link': (span, hostile) => span.addLink(hostile),
  links: (span, hostile) => span.addLinks(hostile),
  'a status': (span, hostile) => span.setStatus(hostile),
  'a name': (span, hostile) => span.updateName(hostile),
  'an exception': (span, hostile) => span.recordException(hostile),
  "an exception's time": (span, hostile) => span.recordException(new Error('x'), hostile),
  'the time of the end': (span, hostile) => span.end(hostile),
};

/** It can be read, and sent: it has a name, and times that are times. */
const expectReadable = (span: api.Span): void => {
  const own = span as unknown as Span;
  expect(toReadableSpan(own).name).toBeTypeOf('string');
  const { startTime, endTime, events } = toExportedSpan(own, { attributes: {} }, everything);
  for (const time of [startTime, endTime, ...events.map((event) => event.time)]) {
    expect(time.every((part) => part >= 0 && part < 1e10)).toBe(true);
  }
};

describe.each(Object.entries(HOSTILE))('a span that is given %s', (_, hostile) => {
  it.each(Object.entries(CALLS))('as %s goes on, and can be read', (_what, call) => {
    const span = api.trace.getTracer('bot').startSpan('span', { root: true });
    call(span, hostile as never);
    span.end();
    expectReadable(span);
  });

  it('at its start begins all the same', () => {
    const tracer = api.trace.getTracer(hostile as never, hostile as never);
    const options = ['kind', 'attributes', 'links', 'startTime', 'root'].map((name) => ({ [name]: hostile }));
    const started = [
      tracer.startSpan(hostile as never),
      tracer.startSpan('span', hostile as never),
      tracer.startSpan('span', {}, hostile as never),
      tracer.startSpan('span', {}, api.trace.setSpan(api.ROOT_CONTEXT, hostile as never)),
      ...options.map((each) => tracer.startSpan('span', each as never)),
    ];
    for (const span of started) {
      span.end();
      expectReadable(span);
    }
  });
});

it.each([5, 'text', {}, null])('work runs in an active span, whatever context it is given: %o', (context) => {
  const span = api.trace.getTracer('bot').startActiveSpan('span', {}, context as never, (active) => active);

  expect(span.isRecording()).toBe(true);
});

it('a span is a child of what is active, whatever it is given', () => {
  const { tracer } = registered.runtime;
  const transaction = tracer.startTransaction('task', 'reading');
  tracer.run(transaction, () => api.trace.getTracer('bot').startSpan('span', getters).end());
  transaction.root.end();

  expect(transaction.spans.map(({ name }) => name)).toEqual(['span']);
});
