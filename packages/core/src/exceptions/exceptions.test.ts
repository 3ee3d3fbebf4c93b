import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { exceptionType } from '../exception-type.js';
import { createMetricStore } from '../metrics/store.js';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createTracer } from '../tracing/tracer.js';
import type { CapturedException, ErrorReporter } from './error-reporter.js';
import { Exceptions } from './exceptions.js';

class ChartError extends Error {}

const trap = (): never => {
  throw new Error('trap');
};
const hostile = new Proxy(
  {},
  { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap },
);

const setUp = (...others: readonly ErrorReporter[]) => {
  const clock = createManualClock();
  const { diagnostics, lines } = recordDiagnostics();
  const metrics = createMetricStore(diagnostics);
  const tracer = createTracer(clock, () => undefined);
  const captured: CapturedException[] = [];
  const reporters = [...others, { name: 'test', report: (each: CapturedException) => void captured.push(each) }];
  const options = { clock, diagnostics, metrics, tracer, transactionOf: () => undefined, reporters: () => reporters };
  const exceptions = new Exceptions(options);
  const counts = () =>
    [...(metrics.family('astrolabe_exceptions_total')?.series() ?? [])].map(
      ({ labels, value }) => `${labels.map(([, label]) => label).join(' ')} ${value}`,
    );
  return { clock, lines, tracer, captured, exceptions, counts };
};

describe('a captured exception', () => {
  it('marks what is at work, is counted by its class and reported with what the owner says of it', () => {
    const { tracer, exceptions, captured, counts } = setUp();
    const error = new ChartError('for +447700900123');
    const transaction = tracer.startTransaction('job', 'reply');
    tracer.run(transaction, () => exceptions.capture(error, { queue: 'replies', tries: 3, user: { name: 'x' } }));
    expect(transaction.error).toBe(error);
    expect(captured).toEqual([
      { exception: error, type: 'ChartError', handled: true, context: { queue: 'replies', tries: 3 }, transaction },
    ]);
    expect(counts()).toEqual(['ChartError true 1']);
  });

  it('is reported once, however often it is told of', () => {
    const { exceptions, captured, counts } = setUp();
    const error = Object.freeze(new ChartError('x'));
    exceptions.capture(error);
    exceptions.capture(error);
    exceptions.capture(new ChartError('x'));
    expect(captured).toHaveLength(2);
    expect(counts()).toEqual(['ChartError true 2']);
  });

  it.each<[string, unknown]>([
    ['text', 'x'],
    ['nothing', undefined],
    ['null', null],
    ['a symbol', Symbol('x')],
    ['a frozen object', Object.freeze({})],
    ['a proxy that throws', hostile],
    ['an error whose parts throw', Object.defineProperty(new Error('x'), 'name', { get: trap })],
    ['an error without a prototype', Object.setPrototypeOf(new Error('x'), null)],
  ])('may be %s, with any context', (_what, thrown) => {
    const { exceptions, captured, lines } = setUp();
    for (const context of [undefined, null, 'x', hostile, { a: { b: 1 } }]) exceptions.capture(thrown, context);
    expect(captured[0]).toMatchObject({ context: {} });
    expect(captured[0]?.exception).toBe(thrown);
    expect(lines).toEqual([]);
  });

  it('reaches the other reporters when one throws, and is not reported to one by itself', () => {
    const setting = setUp({
      name: 'broken',
      report: () => {
        setting.exceptions.capture(new TypeError('from the reporter'));
        throw new Error('x');
      },
    });
    setting.exceptions.capture(new ChartError('x'));
    expect(setting.captured.map(({ type }) => type)).toEqual(['ChartError']);
    expect(setting.counts()).toEqual(['ChartError true 1', 'TypeError true 1']);
    expect(setting.lines.map(({ line }) => line)).toEqual([
      'astrolabe: the error reporter broken failed (Error); the bot goes on without it [ASTROLABE_REPORTER_FAILED]',
    ]);
  });

  it('does not end the bot when a reporter fails later', async () => {
    const { exceptions, lines } = setUp({ name: 'later', report: async () => Promise.reject(new TypeError('x')) });
    exceptions.capture(new ChartError('x'));
    await setImmediate();
    expect(lines.map(({ line }) => line)).toEqual([
      expect.stringContaining('the error reporter later failed (TypeError)'),
    ]);
  });

  it('is counted and not reported in a flood, which is said once', () => {
    const { clock, exceptions, captured, counts, lines } = setUp();
    for (let index = 0; index < 250; index++) exceptions.capture(new ChartError('x'));
    expect(captured).toHaveLength(100);
    expect(counts()).toEqual(['ChartError true 250']);
    expect(lines).toHaveLength(1);
    clock.advance(10_000);
    exceptions.capture(new ChartError('x'));
    expect(captured).toHaveLength(101);
  });

  it('is one of few kinds, whatever classes there are', () => {
    const { exceptions, counts } = setUp();
    for (let index = 0; index < 300; index++) {
      const Kind = { [`Kind${index}`]: class extends Error {} }[`Kind${index}`] as typeof Error;
      exceptions.capture(new Kind('x'));
    }
    expect(counts().length).toBeLessThanOrEqual(101);
  });
});

it.each<[string, unknown]>([
  ['ChartError', new ChartError('x')],
  ['TypeError', Object.assign(new TypeError('x'), { name: 'user 447700900123' })],
  ['(Error)', new { User447700900123: class extends Error {} }.User447700900123('x')],
  ['(Error)', Object.setPrototypeOf(new Error('x'), null)],
  ['AbortError', new DOMException('x', 'AbortError')],
  ['DOMException', new DOMException('x', 'user 447700900123')],
  ['(string)', '+447700900123'],
  ['(object)', { name: 'ChartError' }],
  ['(undefined)', undefined],
  ['(null)', null],
  ['(unreadable)', hostile],
])('the kind %s holds nothing that a user wrote', (type, thrown) => {
  expect(exceptionType(thrown)).toBe(type);
});
