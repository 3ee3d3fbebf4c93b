import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { astrolabe } from '@astrolabe/node/http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { routePath } from 'hono/route';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exceptionSeries, requestSeries } from './shown-series.js';

let isolated: IsolatedRuntime;
let server: Server | undefined;

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await isolated.dispose();
});

const listen = async (listener: RequestListener) => {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const status = async (path: string) => {
  const { port } = (server as Server).address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  await response.arrayBuffer();
  return response.status;
};
const series = () => requestSeries(isolated);
const counts = () => exceptionSeries(isolated);
const startLines = () => isolated.lines.filter(({ severity }) => severity === 'info').map(({ line }) => line);

/** What each server does with these: `/charts/:sign`, `/fails`, and 404 for the rest. */
const servers: Readonly<Record<string, () => RequestListener>> = {
  'no framework': () => {
    const monitor = astrolabe();
    return (request, response) => {
      if (monitor.dispatch(request, response)) return;
      try {
        route(request, response);
      } catch (error) {
        monitor.failed(response, error);
        response.writeHead(500).end();
      }
    };
    function route({ url = '' }: IncomingMessage, response: ServerResponse) {
      if (url === '/fails') {
        monitor.route(response, '/fails');
        throw new TypeError('x');
      }
      const isChart = url.startsWith('/charts/');
      if (isChart) monitor.route(response, '/charts/:sign');
      response.writeHead(isChart ? 200 : 404).end();
    }
  },
  Koa: () => {
    const monitor = astrolabe();
    const app = new Koa();
    app.on('error', (error, context) => monitor.failed(context.res, error));
    app.use((context, next) => {
      if (!monitor.dispatch(context.req, context.res)) return next();
      context.respond = false;
      return undefined;
    });
    app.use((context) => {
      if (context.path === '/fails') {
        monitor.route(context.res, '/fails');
        throw new TypeError('x');
      }
      if (!context.path.startsWith('/charts/')) return;
      monitor.route(context.res, '/charts/:sign');
      context.body = 'ok';
    });
    return app.callback();
  },
  Hono: () => {
    const monitor = astrolabe();
    type Bindings = { readonly outgoing: ServerResponse };
    const app = new Hono<{ Bindings: Bindings }>();
    app.use(async (context, next) => {
      await next();
      if (context.res.status !== 404) monitor.route(context.env.outgoing, routePath(context, -1));
    });
    app.get('/charts/:sign', (context) => context.text('ok'));
    app.get('/fails', () => {
      throw new TypeError('x');
    });
    app.onError((error, context) => {
      monitor.failed(context.env.outgoing, error);
      return context.text('sorry', 500);
    });
    const answer = getRequestListener(app.fetch);
    return (request, response) => {
      if (!monitor.dispatch(request, response)) void answer(request, response);
    };
  },
};

describe.each(Object.entries(servers))('a server with %s', (_name, create) => {
  it('is measured by the routes that it names, and answers our addresses', async () => {
    await listen(create());
    expect(await Promise.all(['/charts/leo', '/charts/447700900123', '/447700900123'].map(status))).toEqual([
      200, 200, 404,
    ]);
    expect([await status('/fails'), await status('/health'), await status('/metrics')]).toEqual([500, 200, 200]);
    await eventually('all are counted', () => series().length === 3);
    expect(series().toSorted()).toEqual(['GET (unmatched) 404 1', 'GET /charts/:sign 200 2', 'GET /fails 500 1']);
    expect(counts()).toEqual(['TypeError false 1']);
  });

  it('says once what is on when it begins to listen', async () => {
    await listen(create());
    await eventually('it is said', () => startLines().length > 0);
    await status('/health');
    expect(startLines()).toEqual([expect.stringMatching(/^astrolabe \S+ · http · \/health /)]);
  });
});

it('a route that is named by an address is left out, and that is said once, without it', async () => {
  const monitor = astrolabe();
  await listen((request, response) => {
    if (monitor.dispatch(request, response)) return;
    monitor.route(response, request.url ?? '');
    response.end();
  });
  for (const path of ['/users/447700900123', '/users/447700900124', '/fine']) await status(path);
  await eventually('all are counted', () => series().length === 2);
  expect(series()).toEqual(['GET (unmatched) 200 2', 'GET /fine 200 1']);
  const warnings = isolated.lines.filter(({ severity }) => severity === 'warn');
  expect(warnings.map(({ line }) => line)).toEqual([expect.stringContaining('[ASTROLABE_ROUTE_INVALID]')]);
});

it('a server lets everything through when Astrolabe is switched off', async () => {
  const monitor = astrolabe({ enabled: false });
  await listen((request, response) => {
    if (monitor.dispatch(request, response)) return;
    monitor.route(response, '/x');
    monitor.failed(response, new Error('x'));
    response.end();
  });
  expect(await status('/health')).toBe(200);
  expect([series(), counts()]).toEqual([[], []]);
  expect(startLines()).toEqual([expect.stringContaining('· off')]);
});

it('a wrong option throws where it is given', () => {
  expect(() => astrolabe({ helthPath: '/x' } as never)).toThrow('did you mean "healthPath"?');
});
