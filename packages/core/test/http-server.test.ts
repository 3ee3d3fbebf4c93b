import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../src/instrument/channel.js';
import type { HistogramSeries } from '../src/metrics/histogram.js';
import { ACTIVE_REQUESTS, REQUEST_DURATION } from '../src/metrics/request-metrics.js';
import { eventually } from '../src/testing/eventually.js';
import { type IsolatedRuntime, isolatedRuntime } from '../src/testing/isolated-runtime.js';
import { rawClient } from '../src/testing/raw-client.js';
import type { Transaction } from '../src/tracing/transaction.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let isolated: IsolatedRuntime;
let server: Server;
let stop: () => void;
let ended: Transaction[];

const port = () => (server.address() as AddressInfo).port;
const serve = async (handler: Handler) => {
  server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
/** Counts by `METHOD status`. */
const counts = (): Record<string, number> => {
  const rows: Record<string, number> = {};
  for (const { labels, value } of isolated.runtime.metrics.family(REQUEST_DURATION)?.series() ?? []) {
    const of = Object.fromEntries(labels);
    const key = `${of.http_request_method} ${of.http_response_status_code}`;
    rows[key] = (rows[key] ?? 0) + (value as HistogramSeries).count;
  }
  return rows;
};
const total = () => Object.values(counts()).reduce((sum, count) => sum + count, 0);
const active = () => [...(isolated.runtime.metrics.family(ACTIVE_REQUESTS)?.series() ?? [])][0]?.value;
const settled = (expected: number) => eventually(`${expected} requests are counted`, () => total() === expected);
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

beforeEach(() => {
  isolated = isolatedRuntime();
  ended = [];
  isolated.runtime.recorder.add({ name: 'test', transactionEnded: (transaction) => ended.push(transaction) });
  isolated.runtime.declareRequestMetrics(2_000);
  stop = isolated.runtime.httpServer.enable();
});
afterEach(async () => {
  stop();
  server.closeAllConnections();
  server.close();
  await isolated.dispose();
});

describe('a request', () => {
  it('is counted once, with its status and its time', async () => {
    await serve((_request, response) => {
      setTimeout(() => response.end('ok'), 20);
    });
    await fetch(`http://127.0.0.1:${port()}/`);
    await settled(1);
    expect(counts()).toEqual({ 'GET 200': 1 });
    const [series] = [...(isolated.runtime.metrics.family(REQUEST_DURATION)?.series() ?? [])];
    expect((series as { value: HistogramSeries }).value.sum).toBeGreaterThan(0.015);
    expect(ended).toHaveLength(1);
  });

  it('is active while it lasts', async () => {
    let finish: () => void = () => undefined;
    await serve((_request, response) => {
      finish = () => response.end();
    });
    const client = await rawClient(port());
    client.write(get('/'));
    await eventually('it is active', () => active() === 1);
    finish();
    await settled(1);
    expect(active()).toBe(0);
    client.leave();
  });

  it('is the active transaction for all that follows from it', async () => {
    const seen: (string | undefined)[] = [];
    await serve((_request, response) => {
      setTimeout(async () => {
        await Promise.resolve();
        seen.push(isolated.runtime.tracer.active()?.transaction.traceId);
        response.end();
      }, 1);
    });
    await Promise.all([1, 2, 3].map(() => fetch(`http://127.0.0.1:${port()}/`).then((response) => response.text())));
    await settled(3);
    expect(new Set(seen)).toEqual(new Set(ended.map((transaction) => transaction.traceId)));
    expect(seen).toHaveLength(3);
  });

  it("continues the caller's trace", async () => {
    await serve((_request, response) => response.end());
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fetch(`http://127.0.0.1:${port()}/`, { headers: { traceparent } });
    await settled(1);
    expect(ended[0]?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('is counted with each method, HEAD among them', async () => {
    await serve((_request, response) => response.end('body'));
    for (const method of ['HEAD', 'POST', 'DELETE', 'PROPFIND']) {
      const outgoing = request({ port: port(), host: '127.0.0.1', method });
      outgoing.end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
    }
    await settled(4);
    expect(counts()).toEqual({ 'HEAD 200': 1, 'POST 200': 1, 'DELETE 200': 1, '_OTHER 200': 1 });
  });

  it('is counted for each of many on one connection', async () => {
    await serve((_request, response) => response.end('ok'));
    const client = await rawClient(port());
    for (let index = 1; index <= 5; index++) {
      client.write(get(`/${index}`));
      await client.received(new RegExp(`(?:ok[^]*){${index}}`));
    }
    await settled(5);
    client.leave();
  });

  it('is counted for each of many that are sent at once (pipelining)', async () => {
    await serve((_request, response) => response.end('ok'));
    const client = await rawClient(port());
    client.write(Array.from({ length: 20 }, (_, index) => get(`/${index}`)).join(''));
    await settled(20);
    expect(counts()).toEqual({ 'GET 200': 20 });
    client.leave();
  });
});

describe('an aborted request', () => {
  const never: Handler = () => undefined;

  it.each(['leave', 'reset'] as const)('is counted once, as 499, with its time (%s)', async (way) => {
    await serve(never);
    const client = await rawClient(port());
    client.write(get('/'));
    await eventually('it is active', () => active() === 1);
    client[way]();
    await settled(1);
    expect(counts()).toEqual({ 'GET 499': 1 });
    expect([active(), ended.length]).toEqual([0, 1]);
  });

  it('is counted as 499 when part of the answer was out', async () => {
    await serve((_request, response) => response.write('part'));
    const client = await rawClient(port());
    client.write(get('/'));
    await client.received(/part/);
    client.leave();
    await settled(1);
    expect(counts()).toEqual({ 'GET 499': 1 });
  });

  it('is counted as 499 when its body never came', async () => {
    await serve((incoming, response) => {
      incoming.on('end', () => response.end()).resume();
      incoming.on('error', () => undefined);
    });
    const client = await rawClient(port());
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf');
    await eventually('it is active', () => active() === 1);
    client.leave();
    await settled(1);
    expect(counts()).toEqual({ 'POST 499': 1 });
  });

  it('is counted for each of many that were sent at once', async () => {
    await serve((incoming, response) => {
      if (incoming.url !== '/0') response.end('ok');
    });
    const client = await rawClient(port());
    client.write([0, 1, 2, 3].map((index) => get(`/${index}`)).join(''));
    await eventually('they are active', () => active() === 4);
    client.leave();
    await settled(4);
    expect(counts()).toEqual({ 'GET 499': 4 });
    expect(active()).toBe(0);
  });

  it('is not counted twice when the bot answers it too late', async () => {
    const late: ServerResponse[] = [];
    await serve((_request, response) => late.push(response));
    const client = await rawClient(port());
    client.write(get('/'));
    await eventually('it is active', () => active() === 1);
    client.leave();
    await settled(1);
    for (const response of late) response.end('too late');
    await new Promise(setImmediate);
    expect([total(), ended.length]).toEqual([1, 1]);
  });
});

describe('a broken answer', () => {
  it('counts as 499 when a large one was all written, and the client broke the connection', async () => {
    await serve((_request, response) => response.end(Buffer.alloc(20_000_000)));
    const client = await rawClient(port());
    client.socket.pause();
    client.write(get('/'));
    await eventually('it is active', () => active() === 1);
    client.reset();
    await settled(1);
    expect(counts()).toEqual({ 'GET 499': 1 });
  });

  it('counts as 500 when its status is no status', async () => {
    await serve((_request, response) => {
      response.statusCode = 'weird' as never;
      response.destroy();
    });
    const client = await rawClient(port());
    client.write(get('/'));
    await client.closed();
    await settled(1);
    expect(counts()).toEqual({ 'GET 500': 1 });
  });

  it('counts as 500 when the bot breaks it off after a head of 200', async () => {
    await serve((incoming, response) => {
      response.write('part');
      setImmediate(() => incoming.socket.destroy());
    });
    const client = await rawClient(port());
    client.write(get('/'));
    await client.closed();
    await settled(1);
    expect(counts()).toEqual({ 'GET 500': 1 });
  });

  it('counts as 500 when the response is destroyed with an error', async () => {
    await serve((_request, response) => {
      response.on('error', () => undefined);
      response.destroy(new Error('x'));
    });
    const client = await rawClient(port());
    client.write(get('/'));
    await client.closed();
    await settled(1);
    expect(counts()).toEqual({ 'GET 500': 1 });
  });

  it('keeps a status that is a failure already', async () => {
    await serve((incoming, response) => {
      response.writeHead(503).write('part');
      setImmediate(() => incoming.socket.destroy());
    });
    const client = await rawClient(port());
    client.write(get('/'));
    await client.closed();
    await settled(1);
    expect(counts()).toEqual({ 'GET 503': 1 });
  });
});

describe('what is no request to the bot', () => {
  it('is an upgrade', async () => {
    await serve((_request, response) => response.end());
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    const client = await rawClient(port());
    client.write(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    await client.received(/101/);
    expect([total(), active()]).toEqual([0, 0]);
  });

  it('is a head that Node refuses', async () => {
    await serve((_request, response) => response.end());
    const bad = [
      'nonsense\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ];
    for (const text of bad) {
      const client = await rawClient(port());
      client.write(text);
      expect(await client.closed()).toMatch(/^HTTP\/1.1 4/);
    }
    expect(active()).toBe(0);
    expect(isolated.lines).toEqual([]);
  });
});

describe('absurd headers', () => {
  it.each([
    ['traceparent: x\r\ntraceparent: y\r\n'],
    [`traceparent: ${'0'.repeat(8_000)}\r\n`],
    [Array.from({ length: 500 }, (_, index) => `X-${index}: ${index}\r\n`).join('')],
    ['X-Forwarded-For: \u00ff\u00fe\r\n'],
    ['__proto__: x\r\nconstructor: y\r\nhasOwnProperty: z\r\n'],
  ])('are counted like any others: %.40s', async (headers) => {
    await serve((_request, response) => response.end('ok'));
    const client = await rawClient(port());
    client.write(get('/', headers));
    await client.received(/ok/);
    await settled(1);
    expect(ended[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(ended[0]?.remoteParent).toBeUndefined();
    client.leave();
  });
});

describe('a fault of ours', () => {
  it('in a subscriber is caught: the bot answers, and the fault is reported once', async () => {
    const end = listen('http.server.request.start', isolated.runtime, () => {
      throw new Error('+447700900123');
    });
    await serve((_request, response) => response.end('ok'));
    for (let round = 0; round < 3; round++) {
      expect(await (await fetch(`http://127.0.0.1:${port()}/`)).text()).toBe('ok');
    }
    end();
    await settled(3);
    expect(isolated.lines.map(({ line }) => line)).toEqual([
      'astrolabe: the subscriber of http.server.request.start failed (Error); the bot goes on without it [ASTROLABE_SUBSCRIBER_FAILED]',
    ]);
    expect(isolated.runtime.diagnostics.counts().get('ASTROLABE_SUBSCRIBER_FAILED')).toBe(3);
  });

  it('would end the process if it were not caught', () => {
    const uncaught: unknown[] = [];
    const remembered = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => uncaught.push(error));
    const subscriber = () => {
      throw new Error('x');
    };
    const bare = channel('astrolabe.test');
    bare.subscribe(subscriber);
    bare.publish({});
    bare.unsubscribe(subscriber);
    return eventually('it is uncaught', () => uncaught.length === 1).finally(() => {
      for (const listener of remembered) process.on('uncaughtException', listener);
    });
  });

  it('in finding the route is caught as well, and the request is counted', async () => {
    isolated.runtime.httpServer.routeFinders.set('broken', () => {
      throw new Error('x');
    });
    await serve((_request, response) => response.end('ok'));
    expect(await (await fetch(`http://127.0.0.1:${port()}/`)).text()).toBe('ok');
    await settled(1);
    expect(isolated.lines).toHaveLength(1);
    expect([counts(), active()]).toEqual([{ 'GET 200': 1 }, 0]);
  });
});

describe('switched off', () => {
  it('it listens to nothing', async () => {
    stop();
    await serve((_request, response) => response.end('ok'));
    await fetch(`http://127.0.0.1:${port()}/`);
    expect([total(), active()]).toEqual([0, 0]);
    expect(isolated.runtime.tracer.active()).toBeUndefined();
  });
});
