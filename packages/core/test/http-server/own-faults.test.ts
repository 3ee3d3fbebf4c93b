import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { listen } from '../../src/instrument/channel.js';
import { eventually } from '../../src/testing/eventually.js';
import { MeasuredServer } from './measured-server.js';

const bot = new MeasuredServer();

describe('a fault of ours', () => {
  it('in a subscriber is caught: the bot answers, and the fault is reported once', async () => {
    const end = listen('http.server.request.start', bot.isolated.runtime, () => {
      throw new Error('+447700900123');
    });
    await bot.serve((_request, response) => response.end('ok'));
    for (let round = 0; round < 3; round++) {
      expect(await (await fetch(bot.url)).text()).toBe('ok');
    }
    end();
    await bot.settles(3);
    expect(bot.isolated.lines.map(({ line }) => line)).toEqual([
      'astrolabe: the subscriber of http.server.request.start failed (Error); the bot goes on without it [ASTROLABE_SUBSCRIBER_FAILED]',
    ]);
    expect(bot.isolated.runtime.diagnostics.counts().get('ASTROLABE_SUBSCRIBER_FAILED')).toBe(3);
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
    bot.isolated.runtime.httpServer.routeFinders.set('broken', () => {
      throw new Error('x');
    });
    await bot.serve((_request, response) => response.end('ok'));
    expect(await (await fetch(bot.url)).text()).toBe('ok');
    await bot.settles(1);
    expect(bot.isolated.lines).toHaveLength(1);
    expect([bot.counts(), bot.active]).toEqual([{ 'GET 200': 1 }, 0]);
  });
});
