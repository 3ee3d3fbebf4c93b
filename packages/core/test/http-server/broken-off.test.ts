import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { rawClient } from '../../src/testing/raw-client.js';
import { get, type Handler, MeasuredServer } from './measured-server.js';

const bot = new MeasuredServer();

describe('an aborted request', () => {
  const never: Handler = () => undefined;

  it.each(['leave', 'reset'] as const)('is counted once, as 499, with its time (%s)', async (way) => {
    await bot.serve(never);
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await bot.becomesActive();
    client[way]();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 499': 1 });
    expect([bot.active, bot.ended.length]).toEqual([0, 1]);
  });

  it('is counted as 499 when part of the answer was out', async () => {
    await bot.serve((_request, response) => response.write('part'));
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await client.received(/part/);
    client.leave();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 499': 1 });
  });

  it('is counted as 499 when its body never came', async () => {
    await bot.serve((incoming, response) => {
      incoming.on('end', () => response.end()).resume();
      incoming.on('error', () => undefined);
    });
    const client = await rawClient(bot.port);
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf');
    await bot.becomesActive();
    client.leave();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'POST 499': 1 });
  });

  it('is counted for each of many that were sent at once', async () => {
    await bot.serve((incoming, response) => {
      if (incoming.url !== '/0') response.end('ok');
    });
    const client = await rawClient(bot.port);
    client.write([0, 1, 2, 3].map((index) => get(`/${index}`)).join(''));
    await bot.becomesActive(4);
    client.leave();
    await bot.settles(4);
    expect(bot.counts()).toEqual({ 'GET 499': 4 });
    expect(bot.active).toBe(0);
  });

  it('is not counted twice when the bot answers it too late', async () => {
    const late: ServerResponse[] = [];
    await bot.serve((_request, response) => late.push(response));
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await bot.becomesActive();
    client.leave();
    await bot.settles(1);
    for (const response of late) response.end('too late');
    await new Promise(setImmediate);
    expect([bot.total, bot.ended.length]).toEqual([1, 1]);
  });
});

describe('a broken answer', () => {
  it('counts as 499 when a large one was all written, and the client broke the connection', async () => {
    await bot.serve((_request, response) => response.end(Buffer.alloc(20_000_000)));
    const client = await rawClient(bot.port);
    client.socket.pause();
    client.write(get('/'));
    await bot.becomesActive();
    client.reset();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 499': 1 });
  });

  it('counts as 500 when its status is no status', async () => {
    await bot.serve((_request, response) => {
      response.statusCode = 'weird' as never;
      response.destroy();
    });
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await client.closed();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 500': 1 });
  });

  it('counts as 500 when the bot breaks it off after a head of 200', async () => {
    await bot.serve((incoming, response) => {
      response.write('part');
      setImmediate(() => incoming.socket.destroy());
    });
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await client.closed();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 500': 1 });
  });

  it('counts as 500 when the response is destroyed with an error', async () => {
    await bot.serve((_request, response) => {
      response.on('error', () => undefined);
      response.destroy(new Error('x'));
    });
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await client.closed();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 500': 1 });
  });

  it('keeps a status that is a failure already', async () => {
    await bot.serve((incoming, response) => {
      response.writeHead(503).write('part');
      setImmediate(() => incoming.socket.destroy());
    });
    const client = await rawClient(bot.port);
    client.write(get('/'));
    await client.closed();
    await bot.settles(1);
    expect(bot.counts()).toEqual({ 'GET 503': 1 });
  });
});
