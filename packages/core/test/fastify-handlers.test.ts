import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fastifyHandlers, start } from '../src/index.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import type { Span } from '../src/tracing/span.js';
import type { Transaction } from '../src/tracing/transaction.js';

let isolated: IsolatedRuntime;
let app: FastifyInstance;
let ended: Transaction[];

const begin = (environment: Record<string, string> = {}) =>
  start(isolated.runtime, { plugins: [fastifyHandlers()], options: { shutdownTimeout: 0 }, environment });

beforeEach(() => {
  isolated = isolatedRuntime();
  ended = [];
  isolated.runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => ended.push(transaction) });
  const { tracer } = isolated.runtime;
  app = Fastify();
  app.addHook('preHandler', async () => {
    tracer.startSpan('hook').end();
  });
  app.get('/users/:phone', async () => {
    tracer.startSpan('query').end();
    await null;
    tracer.startSpan('later query').end();
    return 'ok';
  });
  app.get('/callback', (_request, reply) => {
    tracer.startSpan('query').end();
    setImmediate(() => reply.send('ok'));
  });
  app.get('/throwing', async () => {
    throw new TypeError('+447700900123');
  });
});
afterEach(async () => {
  await app.close();
  await isolated.dispose();
});

const get = async (path: string): Promise<readonly Span[]> => {
  const origin = app.server.listening ? app.listeningOrigin : await app.listen({ port: 0, host: '127.0.0.1' });
  const count = ended.length;
  await (await fetch(origin + path)).text();
  await eventually('the request has ended', () => ended.length > count);
  return ended.at(-1)?.spans ?? [];
};
const tree = (spans: readonly Span[]) => spans.map(({ name, parent }) => `${parent?.name || 'request'} > ${name}`);

describe("a handler of Fastify's", () => {
  it('is a span beside those of the hooks, with what it asks of others beneath it', async () => {
    begin();
    const spans = await get('/users/447700900123');
    expect(tree(spans)).toEqual([
      'request > hook',
      'request > request handler',
      'request handler > query',
      'request handler > later query',
    ]);
    const handler = spans[1] as Span;
    expect([handler.ended, handler.attributes]).toEqual([true, ['http.route', '/users/:phone']]);
  });

  it('that answers by a callback is timed until it returns', async () => {
    begin();
    const spans = await get('/callback');
    expect(tree(spans)).toContain('request handler > query');
    expect(spans.every((span) => span.ended)).toBe(true);
  });

  it('that throws has failed, by the class of its error alone', async () => {
    begin();
    const handler = (await get('/throwing')).find(({ name }) => name === 'request handler');
    expect([handler?.status.code, handler?.ended]).toEqual([2, true]);
    expect(JSON.stringify(handler?.attributes)).toContain('TypeError');
    expect(JSON.stringify([handler?.attributes, isolated.lines])).not.toContain('4477');
  });

  it('leaves each request to itself, on one connection after the other', async () => {
    begin();
    for (let count = 0; count < 5; count++) expect(tree(await get('/users/1'))).toHaveLength(4);
    expect(new Set(ended).size).toBe(5);
  });

  it('is no span where it is switched off', async () => {
    begin({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'fastify' });
    expect(tree(await get('/users/1'))).toEqual(['request > hook', 'request > query', 'request > later query']);
  });
});
