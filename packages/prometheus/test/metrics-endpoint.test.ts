import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import {
  createManualClock,
  eventually,
  type IsolatedRuntime,
  isolatedRuntime,
  rawClient,
} from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bot, startBot } from './bot.js';
import { parseExposition, sampleValue } from './exposition.js';

let isolated: IsolatedRuntime;
let bot: Bot;

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  await bot.close();
  await isolated.dispose();
});

/** Unlike `fetch`, it sends no header of its own and decompresses nothing. */
const scrape = (headers: Record<string, string> = {}, { method = 'GET', path = '/metrics' } = {}) =>
  new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: bot.port, path, method, headers, agent: false },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
        },
      );
      sent.on('error', reject);
      sent.end();
    },
  );
const COUNT = 'http_server_request_duration_seconds_count';
const CHART = { http_route: '/chart', http_request_method: 'GET', http_response_status_code: '200' };
const fill = (series: number) => {
  const labels = { route: 'open' } as const;
  const wait = isolated.runtime.metrics.histogram('wait_seconds', { help: 'x', labels, maxSeries: series });
  for (let index = 0; index < series; index++) wait.observe({ route: `/charts/:id/${index}` }, 1);
};

it('counts the requests of the bot, and not the scrapes', async () => {
  bot = await startBot();
  await bot.visit(3);
  await scrape();
  const { body } = await scrape();
  const { samples } = parseExposition(body.toString());
  expect(sampleValue(body.toString(), COUNT, CHART)).toBe('3');
  expect(samples.filter(({ name }) => name === COUNT)).toHaveLength(1);
});

it.each([
  [{}, 'text/plain; version=0.0.4; charset=utf-8'],
  [
    { accept: 'application/openmetrics-text;version=1.0.0;q=0.9,*/*;q=0.1' },
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  ],
  [
    { accept: 'application/openmetrics-text;version=0.0.1' },
    'application/openmetrics-text; version=0.0.1; charset=utf-8',
  ],
])('answers %j with %s, which no cache may keep or mix up', async (headers, contentType) => {
  bot = await startBot();
  const answer = await scrape(headers);
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': contentType, vary: 'Accept, Accept-Encoding', 'cache-control': 'no-store' },
  });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.body.toString().endsWith('# EOF\n')).toBe(contentType.startsWith('application'));
});

/** Each scrape costs something, and is a request that this process makes, so the next page says more. */
const withoutMovingValues = (page: Buffer): string =>
  page
    .toString()
    .replace(/^http_client_.*\n/gm, '')
    .replace(/^((?:astrolabe|nodejs|process)_\w+(?:\{.*\})?) .*$/gm, '$1');

it('compresses for those who want it, and the text is the same', async () => {
  bot = await startBot();
  fill(500);
  const plain = await scrape({ 'accept-encoding': 'gzip;q=0' });
  const zipped = await scrape({ 'accept-encoding': 'deflate, gzip' });
  expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept, Accept-Encoding' });
  expect(withoutMovingValues(gunzipSync(zipped.body))).toBe(withoutMovingValues(plain.body));
  expect(zipped.body.length).toBeLessThan(plain.body.length / 10);
});

it('answers HEAD with the same headers, and takes nobody’s turn for it', async () => {
  bot = await startBot();
  for (let times = 0; times < 5; times++) {
    const { status, headers, body } = await scrape({ 'accept-encoding': 'gzip' }, { method: 'HEAD' });
    expect([status, headers['content-encoding'], body.length]).toEqual([200, 'gzip', 0]);
  }
  expect((await scrape()).status).toBe(200);
});

it('is private: 401 without the token', async () => {
  bot = await startBot({ token: 'a-token-of-the-tests' });
  const refused = await scrape();
  expect(refused.status).toBe(401);
  expect(refused.body.toString()).not.toContain('http_server');
  expect((await scrape({ authorization: 'Bearer a-token-of-the-tests' })).status).toBe(200);
});

it('moves to the path it is told to', async () => {
  bot = await startBot({ metricsPath: '/internal/metrics' });
  expect((await scrape({}, { path: '/internal/metrics' })).status).toBe(200);
  expect((await scrape()).status).toBe(404);
});

it('shows the registry that it is given, and names a clash in the start line', async () => {
  const registry = new client.Registry();
  new client.Gauge({ name: 'http_server_active_requests', help: 'Theirs.', registers: [registry] }).set(7);
  bot = await startBot({ registry });
  const page = (await scrape()).body.toString();
  expect(sampleValue(page, 'http_server_active_requests')).toBe('7');
  expect(Number(sampleValue(page, 'astrolabe_http_server_active_requests'))).toBeGreaterThanOrEqual(0);
  expect(isolated.lines.map(({ line }) => line)).toContainEqual(
    expect.stringContaining(
      '/metrics with your prom-client (http_server_active_requests is yours, ours is astrolabe_http_server_active_requests)',
    ),
  );
});

it('refuses a registry that is none, and says what to give', async () => {
  bot = await startBot();
  await isolated.dispose();
  isolated = isolatedRuntime();
  await expect(startBot({ registry: {} as never })).rejects.toThrow(
    /option "registry": .* give a registry of prom-client/,
  );
});

/** A registry with one metric that stays to be collected until it is released; it counts the pages that are begun. */
const slowRegistry = () => {
  const own = new client.Registry();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const collects: string[] = [];
  const collect = () => {
    collects.push('begun');
    return held;
  };
  new client.Gauge({ name: 'slow', help: 'x', registers: [own], collect });
  const counted = { pages: 0, collects, release, registry: { getMetricsAsArray: () => own.getMetricsAsArray() } };
  counted.registry.getMetricsAsArray = () => {
    counted.pages++;
    return own.getMetricsAsArray();
  };
  return counted;
};

it('writes two pages at a time, collects once for both, lets 32 wait and sends the others away', async () => {
  const slow = slowRegistry();
  bot = await startBot({ registry: slow.registry });
  slow.pages = 0;
  const refused: unknown[] = [];
  const answers = Array.from({ length: 40 }, async () => {
    const answer = await scrape();
    if (answer.status === 503) refused.push([answer.headers['retry-after'], answer.body.toString()]);
    return answer;
  });
  await eventually('those above two places and 32 waiting are refused', () => refused.length === 6);
  expect(refused[0]).toEqual(['5', expect.stringContaining('scrape less often')]);
  expect([slow.pages, slow.collects.length]).toEqual([2, 1]);
  slow.release();
  const served = (await Promise.all(answers)).filter(({ status }) => status === 200);
  expect(served).toHaveLength(34);
  for (const { body } of served) expect(sampleValue(body.toString(), 'slow')).toBe('0');
  expect((await scrape()).status).toBe(200);
});

it('stops writing when the scraper leaves, and serves the next one', async () => {
  await isolated.dispose();
  // No place is freed by the time here: only by those who leave.
  isolated = isolatedRuntime({ clock: createManualClock() });
  bot = await startBot();
  fill(20_000);
  for (let times = 0; times < 4; times++) {
    const leaver = await rawClient(bot.port);
    leaver.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await leaver.received(/wait_seconds_bucket/);
    leaver.reset();
  }
  const { status, body } = await scrape({ 'accept-encoding': 'gzip' });
  expect(status).toBe(200);
  expect(gunzipSync(body).toString()).toContain('/charts/:id/19999');
  expect(isolated.lines.filter(({ severity }) => severity !== 'info')).toEqual([]);
});
