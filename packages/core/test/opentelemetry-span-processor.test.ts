import { createRequire } from 'node:module';
import { type ReadableSpan, type SpanProcessor, start, type Transaction, telemetryExport } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import type * as api from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Provider {
  getTracer(name: string): api.Tracer;
}
interface Fixture {
  readonly api: typeof api;
  readonly providerWith: (processors: readonly SpanProcessor[]) => Provider;
}

/** Both lines of the stock SDK, each with its own copy of the API; nothing is registered. */
const fixtureOf = (folder: string): Fixture => {
  const from = createRequire(new URL(`../../../benchmarks/fixtures/${folder}/package.json`, import.meta.url));
  const Provider = from(folder === 'otel-2' ? '@opentelemetry/sdk-trace-node' : '@opentelemetry/sdk-trace')[
    folder === 'otel-2' ? 'BasicTracerProvider' : 'TracerProvider'
  ];
  return {
    api: from('@opentelemetry/api') as typeof api,
    providerWith: (spanProcessors) => new Provider({ spanProcessors }) as Provider,
  };
};

let isolated: IsolatedRuntime;
beforeEach(() => {
  isolated = isolatedRuntime();
  start(isolated.runtime, { plugins: [], options: {}, environment: {} });
});
afterEach(() => isolated.dispose());

describe.each(['otel-2', 'otel-3'])('the span processor, in a provider of %s', (folder) => {
  const { api, providerWith } = fixtureOf(folder);
  const SERVER = api.SpanKind.SERVER;
  const CLIENT = api.SpanKind.CLIENT;

  /** A request as the channel opens it, with what `work` does in it; it is over afterwards. */
  const inRequest = (work: (transaction: Transaction, tracer: api.Tracer) => void, twice = false): Transaction => {
    const { runtime } = isolated;
    const processor = runtime.spanProcessor.attach();
    const tracer = providerWith(twice ? [processor, processor] : [processor]).getTracer('bot');
    const transaction = runtime.tracer.startTransaction('request', '');
    runtime.tracer.run(transaction, () => work(transaction, tracer));
    transaction.root.end();
    return transaction;
  };
  const beneath = (span: api.Span) => api.trace.setSpan(api.ROOT_CONTEXT, span);

  it('gives the root the ids of theirs, and theirs their own', () => {
    const theirs: api.Span[] = [];
    const transaction = inRequest((_, tracer) => {
      const server = tracer.startSpan('GET', { kind: SERVER }, api.ROOT_CONTEXT);
      const child = tracer.startSpan('reading', { attributes: { sign: 'leo' } }, beneath(server));
      const grandchild = tracer.startSpan('SELECT', { kind: CLIENT }, beneath(child));
      grandchild.setStatus({ code: api.SpanStatusCode.ERROR, message: 'x' });
      grandchild.updateName('SELECT charts').addEvent('retried', { times: 2 });
      for (const each of [grandchild, child, server]) each.end();
      theirs.push(server, child, grandchild);
    });
    const ours = [transaction.root, ...transaction.spans];
    expect(ours.map((span) => span.spanContext())).toEqual(theirs.map((span) => span.spanContext()));
    expect(ours.map(({ parent }) => parent?.spanId)).toEqual([undefined, ours[0]?.spanId, ours[1]?.spanId]);
    expect(ours.every(({ ended }) => ended)).toBe(true);
    expect(ours[1]).toMatchObject({ name: 'reading', given: { sign: 'leo' }, scope: { name: 'bot' } });
    expect(ours[2]).toMatchObject({
      name: 'SELECT charts',
      kind: CLIENT,
      status: { code: 2, message: 'x' },
      events: [{ name: 'retried', attributes: { times: 2 } }],
    });
  });

  it('keeps no second span of a call, which passes on the ids of the one it is in', () => {
    const transaction = inRequest(({ root }, tracer) => {
      tracer.startSpan('GET', { kind: SERVER }, api.ROOT_CONTEXT);
      const call = root.transaction.startSpan('GET', root, CLIENT);
      expect(call.spanContext()).toEqual(root.spanContext());
      call.end();
      root.transaction.startSpan('chart').end();
    });
    expect(transaction.spans.map(({ name }) => name)).toEqual(['chart']);
    expect(transaction.spans[0]?.spanContext()).toMatchObject({ traceId: transaction.traceId });
    expect(transaction.spans[0]?.spanId).not.toBe(transaction.root.spanId);
  });

  it('keeps ours where there is none of theirs', () => {
    const transaction = inRequest(({ root }) => root.transaction.startSpan('GET', root, CLIENT).end());
    expect(transaction.spans.map(({ name }) => name)).toEqual(['GET']);
  });

  it('takes each of theirs once, however often it was given', () => {
    const transaction = inRequest((_, tracer) => {
      const server = tracer.startSpan('GET', { kind: SERVER }, api.ROOT_CONTEXT);
      tracer.startSpan('reading', {}, beneath(server)).end();
    }, true);
    expect(transaction.spans.map(({ name }) => name)).toEqual(['reading']);
  });

  it('leaves ids alone that somebody has been told, and what belongs to no transaction', () => {
    let told: string | undefined;
    const transaction = inRequest((request, tracer) => {
      told = request.root.spanId;
      tracer.startSpan('GET', { kind: SERVER }, api.ROOT_CONTEXT).end();
    });
    expect([transaction.root.spanId, transaction.spans.length]).toEqual([told, 1]);
    const tracer = providerWith([isolated.runtime.spanProcessor.attach()]).getTracer('bot');
    expect(() => tracer.startSpan('alone', {}, api.ROOT_CONTEXT).end()).not.toThrow();
  });
});

it('leaves the sending of what they trace to them, and sends what they do not', async () => {
  await isolated.dispose();
  isolated = isolatedRuntime();
  const sent: ReadableSpan[] = [];
  const spanExporter = {
    export: (spans: ReadableSpan[], done: (result: { code: number }) => void) => {
      sent.push(...spans);
      done({ code: 0 });
    },
    shutdown: async () => undefined,
  };
  const instance = start(isolated.runtime, {
    plugins: [telemetryExport()],
    options: { spanExporter },
    environment: {},
  });
  const { api, providerWith } = fixtureOf('otel-2');
  const tracer = providerWith([isolated.runtime.spanProcessor.attach()]).getTracer('bot');
  const fail = (begin: () => void) => {
    const transaction = isolated.runtime.tracer.startTransaction('request', '');
    isolated.runtime.tracer.run(transaction, begin);
    transaction.statusCode = 500;
    transaction.root.end();
    return transaction;
  };
  fail(() => tracer.startSpan('GET', { kind: api.SpanKind.SERVER }, api.ROOT_CONTEXT).end());
  const own = fail(() => undefined);
  await instance.stop();
  expect(sent.map((span) => span.spanContext().traceId)).toEqual([own.traceId]);
});

it('never throws into their tracer, and says what failed', async () => {
  const processor = isolated.runtime.spanProcessor.attach();
  expect(() => processor.onStart({} as never, undefined as never)).not.toThrow();
  expect(() => processor.onEnd(undefined as never)).not.toThrow();
  await expect(Promise.all([processor.forceFlush(), processor.shutdown()])).resolves.toEqual([undefined, undefined]);
  expect([...isolated.runtime.diagnostics.counts().keys()]).toEqual(['ASTROLABE_SUBSCRIBER_FAILED']);
});
