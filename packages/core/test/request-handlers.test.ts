import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { requestHandlers, start } from '../src/index.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import type { Span } from '../src/tracing/span.js';
import type { Transaction } from '../src/tracing/transaction.js';

let isolated: IsolatedRuntime;
let app: FastifyInstance;
let ended: Transaction[];

const begin = (environment: Record<string, string> = {}) =>
  start(isolated.runtime, {
    plugins: [requestHandlers()],
    options: { shutdownTimeout: 0 },
    environment: { ASTROLABE_HANDLER_SPANS: 'true', ...environment },
  });

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
  return ask(origin, path);
};
const ask = async (origin: string, path: string): Promise<readonly Span[]> => {
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

  it.each([
    { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'fastify' },
    { ASTROLABE_HANDLER_SPANS: 'false' },
    { ASTROLABE_HANDLER_SPANS: '' },
  ])('is no span where it is switched off, or not asked for: %o', async (environment) => {
    begin(environment);
    expect(tree(await get('/users/1'))).toEqual(['request > hook', 'request > query', 'request > later query']);
  });
});

describe("a handler of Express's", () => {
  const express = createRequire(import.meta.url)('express') as typeof import('express');
  const serve = async (): Promise<string> => {
    const { tracer } = isolated.runtime;
    const bot: Express = express();
    const routes = express.Router();
    bot.use((_request, _response, next) => {
      tracer.startSpan('middleware').end();
      next();
    });
    routes.get('/:phone', async (_request, response) => {
      tracer.startSpan('query').end();
      await null;
      tracer.startSpan('later query').end();
      response.send('ok');
    });
    bot.use('/users', routes);
    bot.get('/callback', (_request, response) => {
      tracer.startSpan('query').end();
      setImmediate(() => response.send('ok'));
    });
    bot.get('/throwing', () => {
      throw new TypeError('+447700900123');
    });
    bot.get('/rejecting', async () => {
      await null;
      throw new RangeError('+447700900123');
    });
    bot.use((_request, response) => {
      tracer.startSpan('not found').end();
      response.status(404).end();
    });
    bot.use(((_error, _request, response, _next) => {
      tracer.startSpan('apology').end();
      response.status(500).end();
    }) as import('express').ErrorRequestHandler);
    const server = createServer(bot as RequestListener).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('is a span beside those of middleware, with what it asks of others beneath it', async () => {
    begin();
    const spans = await ask(await serve(), '/users/447700900123');
    expect(tree(spans)).toEqual([
      'request > middleware',
      'request > request handler',
      'request handler > query',
      'request handler > later query',
    ]);
    expect(spans.every((span) => span.ended)).toBe(true);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('4477');
  });

  it('that answers by a callback is timed until it returns', async () => {
    begin();
    const spans = await ask(await serve(), '/callback');
    expect(tree(spans).slice(1)).toEqual(['request > request handler', 'request handler > query']);
    expect(spans.every((span) => span.ended)).toBe(true);
  });

  it.each([
    ['/throwing', 'TypeError'],
    ['/rejecting', 'RangeError'],
  ])('%s has failed, by the class of its error alone', async (path, type) => {
    begin();
    const spans = await ask(await serve(), path);
    const handler = spans.find(({ name }) => name === 'request handler');
    expect([handler?.status.code, handler?.ended, handler?.attributes]).toEqual([2, true, ['error.type', type]]);
    expect(tree(spans).filter((each) => each.endsWith('request handler'))).toHaveLength(1);
  });

  it('is not what answers where no route does', async () => {
    begin();
    expect(tree(await ask(await serve(), '/nowhere'))).toEqual(['request > middleware', 'request > not found']);
  });

  it.each([{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' }, { ASTROLABE_HANDLER_SPANS: 'false' }])(
    'is no span where it is switched off, or not asked for: %o',
    async (environment) => {
      begin(environment);
      expect(tree(await ask(await serve(), '/users/1'))).not.toContain('request > request handler');
    },
  );
});
