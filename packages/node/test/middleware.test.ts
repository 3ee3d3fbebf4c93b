import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expressMiddleware, installInFastify, type Middleware, type Plugin, start } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import express from 'express';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let isolated: IsolatedRuntime;
beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(() => isolated.dispose());

const guard: Middleware = (request, response, next) => {
  if (request.url?.startsWith('/api/teapot')) {
    response.statusCode = 418;
    response.end();
  } else next();
};
const plugin: Plugin = { name: 'guard', options: {}, setup: () => ({ middleware: [guard] }) };
const begin = () => start(isolated.runtime, { plugins: [plugin], options: {}, environment: {} });
const statuses = (base: string) =>
  Promise.all(['/api/teapot', '/api/x'].map(async (path) => (await fetch(base + path)).status));

describe("a plugin's middleware", () => {
  it('runs where the bot put Astrolabe in Express, and not before', async () => {
    const app = express();
    const order: string[] = [];
    app.use((_request, _response, next) => {
      order.push('own');
      next();
    });
    app.use(expressMiddleware(begin()));
    app.get('/api/x', (_request, response) => {
      response.send('ok');
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await statuses(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toEqual([418, 200]);
    expect(order).toEqual(['own', 'own']);
    server.close();
  });

  it('runs before the hooks of the bot in Fastify', async () => {
    const app = Fastify();
    installInFastify(begin(), app);
    app.get('/api/x', async () => 'ok');
    await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await statuses(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)).toEqual([418, 200]);
    await app.close();
  });
});
