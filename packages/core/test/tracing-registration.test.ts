import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Span, start } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import type * as Api from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Two copies of the API of different versions, as they are loaded in one process. */
const copyOf = (fixture: string): typeof Api =>
  createRequire(new URL(`../../../benchmarks/fixtures/${fixture}/package.json`, import.meta.url))('@opentelemetry/api');
const [api, newer] = [copyOf('otel-2'), copyOf('otel-3')];
const KEY = Symbol.for('opentelemetry.js.api.1');
const registry = () => (globalThis as Record<symbol, Record<string, unknown> | undefined>)[KEY];

let isolated: IsolatedRuntime;
const servers: Server[] = [];

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  await isolated.dispose();
  for (const server of servers.splice(0)) server.close();
  delete (globalThis as Record<symbol, unknown>)[KEY];
  // Each copy keeps the tracers' delegate beside what they share.
  for (const { trace } of [api, newer]) trace.disable();
});

const listenSomewhere = async (): Promise<number> => {
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
const startWith = (environment = {}) => start(isolated.runtime, { plugins: [], options: {}, environment });
const startListening = async (environment = {}) => {
  startWith(environment);
  await listenSomewhere();
};
const isOurs = (span: Api.Span) => (span as unknown as Span).transaction !== undefined;
const theirSpan = { isRecording: () => true } as Api.Span;
const theirs = { getTracer: () => ({ startSpan: () => theirSpan }) } as unknown as Api.TracerProvider;

describe("the place in OpenTelemetry's API", () => {
  it('is taken when the bot listens, and not before', async () => {
    const early = [api, newer].map((copy) => copy.trace.getTracer('early'));
    startWith();
    expect(registry()).toBeUndefined();
    await listenSomewhere();
    const spans = [...early, api.trace.getTracer('late'), newer.trace.getTracer('late')].map((tracer) =>
      tracer.startSpan('job'),
    );
    expect(spans.map(isOurs)).toEqual([true, true, true, true]);
  });

  it('is taken at the first request where the bot listened before Astrolabe', async () => {
    const port = await listenSomewhere();
    startWith();
    expect(registry()).toBeUndefined();
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(isOurs(api.trace.getTracer('late').startSpan('job'))).toBe(true);
  });

  it('is taken in the first turn of the event loop where nobody may ever listen', async () => {
    start(isolated.runtime, { plugins: [], options: { adminPort: 0 }, environment: {}, isAutomatic: true });
    expect(registry()).toBeUndefined();
    await nextTurn();
    expect(isOurs(api.trace.getTracer('late').startSpan('job'))).toBe(true);
  });

  it('is not taken by who is switched off by name, nor where somebody is', async () => {
    await startListening({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'opentelemetry' });
    expect(registry()).toBeUndefined();
    await isolated.dispose();
    isolated = isolatedRuntime();
    api.trace.setGlobalTracerProvider(theirs);
    await startListening();
    expect(api.trace.getTracer('late').startSpan('job')).toBe(theirSpan);
    expect(isolated.runtime.instance?.contributions.notes()).toEqual(['opentelemetry: yours (Object)']);
  });

  it('is left as it was found at the end, and tracers that were kept record nothing any more', async () => {
    const early = api.trace.getTracer('early');
    await startListening();
    early.startSpan('job').end();
    await isolated.dispose();
    expect(registry()).toBeUndefined();
    expect([early.startSpan('job').isRecording(), isolated.runtime.tracer.open]).toEqual([false, 0]);
    expect(early.startActiveSpan('job', (span) => span.isRecording())).toBe(false);
  });

  it.each([
    ['1.9', api],
    ['1.10', newer],
  ])('is given up to whoever registers later, by a copy of %s', async (_version, copy) => {
    const early = copy.trace.getTracer('early');
    await startListening();
    const [kept, outer] = [copy.trace.getTracer('kept'), early.startSpan('job')];
    expect(isOurs(outer)).toBe(true);
    const manager = { active: () => copy.ROOT_CONTEXT, with: () => 7 } as unknown as Api.ContextManager;
    expect(copy.trace.setGlobalTracerProvider(theirs)).toBe(true);
    expect(copy.context.setGlobalContextManager(manager)).toBe(true);
    const tracers = [early, kept, copy.trace.getTracer('late')];
    expect(tracers.map((tracer) => tracer.startSpan('job') === theirSpan)).toEqual([true, true, true]);
    expect(copy.context.with(copy.ROOT_CONTEXT, () => 8)).toBe(7);
    expect(isolated.runtime.instance?.contributions.notes()[0]).toMatch(/^opentelemetry: yours/);
    await isolated.dispose();
    expect(copy.trace.getTracer('late').startSpan('job')).toBe(theirSpan);
  });

  it('is taken again, with the tracers that were kept, when the level that was lowered is raised', async () => {
    const early = api.trace.getTracer('early');
    startWith();
    const port = await listenSomewhere();
    const kept = newer.trace.getTracer('kept');
    const spans = () => [early, kept, api.trace.getTracer('late')].map((tracer) => isOurs(tracer.startSpan('job')));
    expect(spans()).toEqual([true, true, true]);
    isolated.runtime.governor.choose('off');
    expect(spans()).toEqual([false, false, false]);
    isolated.runtime.governor.choose('auto');
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(spans()).toEqual([true, true, true]);
  });

  it('is given up as well to whoever registers a context manager first', async () => {
    await startListening();
    const manager = { active: () => newer.ROOT_CONTEXT } as unknown as Api.ContextManager;
    expect(newer.context.setGlobalContextManager(manager)).toBe(true);
    expect(newer.trace.setGlobalTracerProvider(theirs)).toBe(true);
    expect(newer.trace.getTracer('late').startSpan('job')).toBe(theirSpan);
  });

  it('stays ours when a logger or meters are registered, of which there are none of ours', async () => {
    await startListening();
    expect(api.diag.setLogger(new api.DiagConsoleLogger(), { suppressOverrideMessage: true })).toBe(true);
    expect(api.metrics.setGlobalMeterProvider({} as Api.MeterProvider)).toBe(true);
    expect(isOurs(api.trace.getTracer('late').startSpan('job'))).toBe(true);
    await isolated.dispose();
    expect(Object.keys(registry() ?? {}).sort()).toEqual(['diag', 'metrics', 'version']);
    api.metrics.disable();
  });

  it('cannot be given to a copy of which nobody can tell the version, and the owner is warned', async () => {
    await startListening();
    const holder = globalThis as Record<symbol, { version: string; trace?: unknown }>;
    // What a copy in a bundle does.
    const shared = holder[KEY] ?? { version: '1.9.0' };
    holder[KEY] = shared;
    const isRefused = shared.trace !== undefined || shared.version !== '1.9.0';
    await nextTurn();
    expect(isRefused).toBe(true);
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      expect.stringContaining('ASTROLABE_OPENTELEMETRY_REFUSED'),
    ]);
  });
});

describe('the propagator', () => {
  const injected = () => {
    const carrier: Record<string, string> = {};
    const span = api.trace.getTracer('bot').startSpan('job');
    const baggage = api.propagation.createBaggage({ house: { value: '7' } });
    const context = api.propagation.setBaggage(api.trace.setSpan(api.ROOT_CONTEXT, span), baggage);
    api.propagation.inject(context, carrier);
    return Object.keys(carrier);
  };

  it.each([
    [{}, []],
    [{ OTEL_PROPAGATORS: 'none' }, []],
    [{ OTEL_PROPAGATORS: 'tracecontext' }, ['traceparent']],
    // What is sampled says how rarely.
    [{ OTEL_PROPAGATORS: 'tracecontext', ASTROLABE_TRACE_RATIO: '1' }, ['traceparent', 'tracestate']],
    [{ OTEL_PROPAGATORS: 'baggage' }, ['baggage']],
    [{ OTEL_PROPAGATORS: 'tracecontext,baggage' }, ['traceparent', 'baggage']],
  ])('sends with %o only what the owner named', async (environment, sent) => {
    await startListening({ ASTROLABE_TRACE_RATIO: '0', ...environment });
    expect(injected()).toEqual(sent);
  });

  it('is none for a name that is not known, and the owner is warned', async () => {
    await startListening({ OTEL_PROPAGATORS: 'b3' });
    expect(injected()).toEqual([]);
    expect(isolated.lines.map(({ line }) => line).join()).toContain('OTEL_PROPAGATORS');
  });

  it("reads the caller's trace, and gives way to another without the rest of ours", async () => {
    await startListening({ OTEL_PROPAGATORS: 'tracecontext' });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const context = api.propagation.extract(api.ROOT_CONTEXT, { traceparent });
    expect(api.trace.getTracer('bot').startSpan('job', {}, context).spanContext().traceId).toBe('a'.repeat(32));
    const other = { inject: () => undefined, extract: (it: Api.Context) => it, fields: () => ['x'] };
    expect(api.propagation.setGlobalPropagator(other)).toBe(true);
    expect(api.propagation.fields()).toEqual(['x']);
    expect(isOurs(api.trace.getTracer('bot').startSpan('job'))).toBe(true);
  });
});
