import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type CapturedException, expressMiddleware, installInFastify, type Plugin, start } from '@astrolabe/core';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { captureException } from '@astrolabe/node';
import { errorHandler } from '@astrolabe/node/express';
import type { Express, NextFunction, Request, Response } from 'express';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exceptionSeries } from './shown-series.js';

const require = createRequire(import.meta.url);
const versions = [
  ['4.22', 'express-4'],
  ['5.0', 'express-5.0'],
  ['5.2', 'express-5.2'],
  ['5.3', 'express'],
] as const;

let isolated: IsolatedRuntime;
let server: Server | undefined;
let reported: string[];

class ChartError extends Error {}
const error = new ChartError('for +447700900123');

beforeEach(() => {
  isolated = isolatedRuntime();
  reported = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await isolated.dispose();
});

/** What a reporter gets: of a request that failed the status, the exception and the route together. */
const describeCaptured = ({ type, handled, transaction }: CapturedException) =>
  handled ? `${type} handled` : `${type} unhandled ${transaction?.name} ${transaction?.statusCode}`;
const plugin: Plugin = {
  name: 'reporter',
  options: {},
  setup: () => ({ reporters: [{ name: 'test', report: (each) => void reported.push(describeCaptured(each)) }] }),
};
const begin = () => start(isolated.runtime, { plugins: [plugin], options: {}, environment: {} });

const listen = async (app: Express) => {
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await eventually('the start line is said', () => isolated.lines.length > 0);
};
const statusOf = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${((server as Server).address() as AddressInfo).port}${path}`);
  await response.arrayBuffer();
  return response.status;
};
/** Whatever a request leads to has happened once its transaction has ended. */
const visit = async (path: string) => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const watch = { name: 'end', transactionEnded: () => setImmediate(resolve) };
  isolated.runtime.recorder.add(watch);
  const status = await statusOf(path);
  await ended;
  isolated.runtime.recorder.remove(watch);
  return status;
};
const warnings = () => isolated.lines.filter(({ severity }) => severity === 'warn').map(({ line }) => line);
const counts = () => exceptionSeries(isolated);

describe.each(versions)('an exception in Express %s', (_version, name) => {
  const express = require(name) as typeof import('express');
  const createApp = () => {
    const app = express();
    app.set('env', 'test');
    app.use(expressMiddleware(begin()));
    return app;
  };
  const fail = (_request: Request, _response: Response, next: NextFunction) => next(error);

  it('is reported with the route and the status of its request, without a line of the owner', async () => {
    const app = createApp();
    app.get('/users/:phone', fail);
    await listen(app);
    expect(await visit('/users/447700900123')).toBe(500);
    expect(reported).toEqual(['ChartError unhandled GET /users/:phone 500']);
    expect(counts()).toEqual(['ChartError false 1']);
    expect(warnings()).toEqual([]);
  });

  it("is seen before the bot's own error handlers, which answer as they did", async () => {
    const app = createApp();
    app.get('/fails', fail);
    app.get('/refuses', fail);
    app.use((_error: unknown, { path }: Request, response: Response, _next: NextFunction) => {
      response.status(path === '/fails' ? 503 : 422).send('sorry');
    });
    await listen(app);
    expect([await visit('/fails'), await visit('/refuses')]).toEqual([503, 422]);
    expect(reported).toEqual(['ChartError unhandled GET /fails 503']);
  });

  it('in a route that was added late is hinted at once, and is seen with errorHandler()', async () => {
    const app = createApp();
    await listen(app);
    await statusOf('/none');
    app.get('/late', fail);
    expect([await visit('/late'), await visit('/late')]).toEqual([500, 500]);
    expect(reported).toEqual([]);
    expect(warnings()).toEqual([
      expect.stringMatching(/put app\.use\(errorHandler\(\)\) after the last route.*\[ASTROLABE_EXCEPTION_UNSEEN\]/),
    ]);
    app.use(errorHandler());
    await visit('/late');
    expect(reported).toEqual(['ChartError unhandled GET /late 500']);
  });

  it('is not suspected of a 500 that the bot sends on purpose', async () => {
    const app = createApp();
    app.get('/purpose', (_request, response) => {
      response.status(500).send('on purpose');
    });
    await listen(app);
    expect(await visit('/purpose')).toBe(500);
    expect([reported, warnings()]).toEqual([[], []]);
  });

  it('that the bot catches and tells of is reported once, and marks its request', async () => {
    const app = createApp();
    const caught = new ChartError('x');
    const marked: unknown[] = [];
    isolated.runtime.recorder.add({ name: 'test', transactionEnded: (each) => void marked.push(each.error) });
    app.get('/tells', (_request, _response, next) => {
      captureException(caught);
      next(caught);
    });
    await listen(app);
    await visit('/tells');
    expect(reported).toEqual(['ChartError handled']);
    expect(marked).toEqual([caught]);
  });
});

it('an exception in Fastify is reported with the route and the status of its request', async () => {
  const app = Fastify();
  installInFastify(begin(), app);
  app.get('/users/:phone', async () => {
    throw error;
  });
  app.get('/refuses', async () => {
    throw Object.assign(new Error('x'), { statusCode: 422 });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  server = app.server;
  expect([await visit('/users/447700900123'), await visit('/refuses')]).toEqual([500, 422]);
  expect(reported).toEqual(['ChartError unhandled GET /users/:phone 500']);
  await app.close();
});
