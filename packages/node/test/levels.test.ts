import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transaction } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { AstrolabeError, type LevelChoice, setLevel, span } from '@astrolabe/node';
import { astrolabe } from '@astrolabe/node/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestSeries } from './shown-series.js';

/** Of each source one channel at least. */
const CHANNELS = [
  'http.server.request.start',
  'http.client.request.created',
  'http.client.request.error',
  'http.client.response.finish',
  'undici:request:create',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'undici:request:bodyChunkReceived',
  'tracing:net.server.listen:asyncEnd',
  'tracing:ioredis:command:start',
  'tracing:node-redis:command:start',
  'tracing:mysql2:query:start',
  'tracing:mysql2:execute:start',
];

let isolated: IsolatedRuntime;
let server: Server | undefined;
let ended: { readonly name: string; readonly spans: number; readonly dropped: number }[];

beforeEach(() => {
  isolated = isolatedRuntime();
  ended = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await isolated.dispose();
});

const start = async (options: Parameters<typeof astrolabe>[0] = {}) => {
  const monitor = astrolabe(options);
  isolated.runtime.recorder.add({
    name: 'noting',
    transactionEnded: ({ name, spans, droppedSpans }: Transaction) =>
      ended.push({ name, spans: spans.length, dropped: droppedSpans }),
  });
  server = createServer((request, response) => {
    if (monitor.dispatch(request, response)) return;
    monitor.route(response, '/chart');
    span('draw', () => response.end('chart'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
};
const ask = async (path: string, init: RequestInit = {}) => {
  const { port } = (server as Server).address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...init,
    headers: { connection: 'close', ...init.headers },
  });
  return { status: response.status, text: await response.text() };
};
const listened = () => CHANNELS.filter((name) => channel(name).hasSubscribers);
const choose = (level: string, headers: Record<string, string> = {}) =>
  ask(`/astrolabe/level?level=${level}`, { method: 'POST', headers });

describe('at the level', () => {
  it('full, everything is listened to and recorded', async () => {
    await start();
    await ask('/chart');
    expect(listened()).toEqual(CHANNELS);
    expect(ended).toEqual([{ name: 'GET /chart', spans: 1, dropped: 0 }]);
  });

  it('no_child_spans, all is counted and no span beneath a root is kept', async () => {
    await start();
    setLevel('no_child_spans');
    await ask('/chart');
    expect(listened()).toEqual(CHANNELS);
    expect(ended).toEqual([{ name: 'GET /chart', spans: 0, dropped: 1 }]);
    expect(requestSeries(isolated)).toEqual(['GET /chart 200 1']);
  });

  it('metrics, requests are counted, and what the bot asks of others is not listened to', async () => {
    await start();
    setLevel('metrics');
    await ask('/chart');
    expect(requestSeries(isolated)).toEqual(['GET /chart 200 1']);
    expect(channel('http.server.request.start').hasSubscribers).toBe(true);
    expect(channel('tracing:ioredis:command:start').hasSubscribers).toBe(false);
  });

  it('off, no channel has a subscriber, the bot goes on, and its health is answered', async () => {
    await start();
    await ask('/chart');
    setLevel('off');
    expect(listened()).toEqual([]);
    expect(await ask('/chart')).toEqual({ status: 200, text: 'chart' });
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/metrics')).text).toContain('\nastrolabe_level 0\n');
    expect(requestSeries(isolated)).toEqual(['GET /chart 200 1']);
  });

  it('full again, everything is as it was', async () => {
    await start();
    setLevel('off');
    setLevel('full');
    await ask('/chart');
    expect(listened()).toEqual(CHANNELS);
    expect(requestSeries(isolated)).toEqual(['GET /chart 200 1']);
    expect(isolated.lines.map(({ line }) => line)).toContain(
      'astrolabe: recording goes from off to full, as was chosen',
    );
  });
});

it('a level that is chosen before the start is in force from the start', async () => {
  setLevel('off');
  await start();
  expect(listened()).toEqual([]);
});

it('nothing of what was at work is active any more once it is off', async () => {
  await start();
  const { tracer } = isolated.runtime;
  await tracer.run(tracer.startTransaction('task', 'reading'), async () => {
    setLevel('off');
    await Promise.resolve();
    expect(tracer.active()).toBeUndefined();
  });
});

it('switched off by the environment, no channel has a subscriber', async () => {
  vi.stubEnv('ASTROLABE_ENABLED', 'false');
  await start();
  expect(listened()).toEqual([]);
});

it.each(['loud', '', undefined, 3])('setLevel refuses %j', (level) => {
  expect(() => setLevel(level as LevelChoice)).toThrow(/a level is one of off, metrics, no_child_spans, full, auto/);
  expect(() => setLevel(level as LevelChoice)).toThrow(AstrolabeError);
});

describe('the address of the level', () => {
  const authorization = { authorization: 'Bearer a-token' };

  it('shows and chooses it with the token', async () => {
    await start({ token: 'a-token' });
    const { text } = await ask('/astrolabe/level', { headers: authorization });
    expect(JSON.parse(text)).toEqual({
      level: 'full',
      chosen: 'auto',
      overhead: { ratio: 0, microseconds: 0 },
      changes: { lowered: 0, raised: 0 },
    });
    expect(JSON.parse((await choose('off', authorization)).text)).toMatchObject({ level: 'off', chosen: 'off' });
    expect(listened()).toEqual([]);
    expect(JSON.parse((await choose('auto', authorization)).text)).toMatchObject({ level: 'full', chosen: 'auto' });
    expect(listened()).toEqual(CHANNELS);
  });

  it('is closed without it', async () => {
    await start({ token: 'a-token' });
    expect((await ask('/astrolabe/level')).status).toBe(401);
    expect((await choose('off')).status).toBe(401);
    expect(isolated.runtime.governor.level).toBe('full');
  });

  it('refuses a level that is none, with those there are', async () => {
    await start({ token: 'a-token' });
    const { status, text } = await choose('loud', authorization);
    expect(status).toBe(400);
    expect(text).toContain(
      'the level \\"loud\\" is not known; ask with ?level= and one of off, metrics, no_child_spans, full, auto',
    );
  });

  it('refuses a page of another site', async () => {
    await start({ token: 'a-token' });
    expect((await choose('off', { ...authorization, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(isolated.runtime.governor.level).toBe('full');
  });
});
