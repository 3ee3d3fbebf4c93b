import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { REQUEST_DURATION } from '../../src/metrics/request-metrics.js';
import { rawClient } from '../../src/testing/raw-client.js';
import { get, MeasuredServer } from './measured-server.js';

const bot = new MeasuredServer();

describe('a request', () => {
  it('is counted once, with its status and its time', async () => {
    await bot.serve((_request, response) => {
      bot.clock.advance(20);
      response.end('ok');
    });
    await fetch(bot.url);
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 200': 1 });
    expect(bot.series(REQUEST_DURATION)).toMatchObject([{ value: { sum: 0.02 } }]);
    expect(bot.ended).toHaveLength(1);
  });

  it('is active while it lasts', async () => {
    let finish: () => void = () => undefined;
    await bot.serve((_request, response) => {
      finish = () => response.end();
    });
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await bot.becomesActive();
    finish();
    await bot.settles(1);
    expect(bot.active).toBe(0);
    client.leave();
  });

  it('is the active transaction for all that follows from it', async () => {
    const seen: (string | undefined)[] = [];
    await bot.serve((_request, response) => {
      setTimeout(async () => {
        await Promise.resolve();
        seen.push(bot.isolated.runtime.tracer.active()?.transaction.traceId);
        response.end();
      }, 1);
    });
    await Promise.all([1, 2, 3].map(() => fetch(bot.url).then((response) => response.text())));
    await bot.settles(3);
    expect(new Set(seen)).toEqual(new Set(bot.ended.map((transaction) => transaction.traceId)));
    expect(seen).toHaveLength(3);
  });

  it("continues the caller's trace", async () => {
    await bot.serve((_request, response) => response.end());
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fetch(bot.url, { headers: { traceparent } });
    await bot.settles(1);
    expect(bot.ended[0]?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('is counted with each method, HEAD among them', async () => {
    await bot.serve((_request, response) => response.end('body'));
    for (const method of ['HEAD', 'POST', 'DELETE', 'PROPFIND']) {
      const outgoing = request({ port: bot.port, host: '127.0.0.1', method });
      outgoing.end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
    }
    await bot.settles(4);
    expect(bot.counts()).toEqual({ 'HEAD 200': 1, 'POST 200': 1, 'DELETE 200': 1, '_OTHER 200': 1 });
  });

  it('is counted for each of many on one connection', async () => {
    await bot.serve((_request, response) => response.end('ok'));
    const client = await rawClient(bot.port);
    for (let index = 1; index <= 5; index++) {
      client.write(get(`/${index}`));
      await client.received(new RegExp(`(?:ok[^]*){${index}}`));
    }
    await bot.settles(5);
    client.leave();
  });

  it('is counted for each of many that are sent at once (pipelining)', async () => {
    await bot.serve((_request, response) => response.end('ok'));
    const client = await rawClient(bot.port);
    client.write(Array.from({ length: 20 }, (_, index) => get(`/${index}`)).join(''));
    await bot.settles(20);
    expect(bot.counts()).toEqual({ 'GET 200': 20 });
    client.leave();
  });
});

describe('what is no request to the bot', () => {
  it('is an upgrade', async () => {
    await bot.serve((_request, response) => response.end());
    bot.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    const client = await rawClient(bot.port);
    client.write(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    await client.received(/101/);
    expect([bot.total, bot.active]).toEqual([0, 0]);
  });

  it('is a head that Node refuses', async () => {
    await bot.serve((_request, response) => response.end());
    const bad = [
      'nonsense\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ];
    for (const text of bad) {
      const client = await rawClient(bot.port);
      client.write(text);
      expect(await client.closed()).toMatch(/^HTTP\/1.1 4/);
    }
    expect(bot.active).toBe(0);
    expect(bot.isolated.lines).toEqual([]);
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
    await bot.serve((_request, response) => response.end('ok'));
    const client = await rawClient(bot.port);
    client.write(get('/', headers));
    await client.received(/ok/);
    await bot.settles(1);
    expect(bot.ended[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(bot.ended[0]?.remoteParent).toBeUndefined();
    client.leave();
  });
});

describe('switched off', () => {
  it('it listens to nothing', async () => {
    bot.stop();
    await bot.serve((_request, response) => response.end('ok'));
    await fetch(bot.url);
    expect([bot.total, bot.active]).toEqual([0, 0]);
    expect(bot.isolated.runtime.tracer.active()).toBeUndefined();
  });
});
