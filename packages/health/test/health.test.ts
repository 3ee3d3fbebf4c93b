import { REQUEST_DURATION } from '@astrolabe/core';
import { eventually, type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOT_KEY, type Bot, bots } from './bots.js';

const TOKEN = 'a-token-of-the-tests';
const PROBES = ['/health/live', '/health/ready', '/health/startup'];
/** Every caller here may be seen as an outsider, although it is on this machine. */
const OUTSIDE = { 'x-forwarded-for': '203.0.113.7' };

let isolated: IsolatedRuntime;
let bot: Bot | undefined;

beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(async () => {
  await bot?.close();
  bot = undefined;
  await isolated.dispose();
});

const ask = async (path: string, { method = 'GET', headers = {} }: { method?: string; headers?: object } = {}) => {
  const response = await fetch(`${bot?.origin}${path}`, { method, headers: { ...OUTSIDE, ...headers } });
  const { status } = response;
  return { status, headers: response.headers, text: await response.text(), isBots: response.headers.has('x-bot') };
};
const statusOf = async (path: string) => (await ask(path)).status;

/** The bot answers so many webhooks with this status, one after the other, and all are counted. */
const answerWebhooks = async (times: number, status: number) => {
  const before = counted();
  for (let index = 0; index < times; index++) {
    const answer = await ask(`/webhook?status=${status}`, { method: 'POST', headers: { 'x-key': BOT_KEY } });
    expect(answer.status).toBe(status);
  }
  await eventually('every webhook is counted', () => counted() === before + times);
};
const counted = () => {
  let count = 0;
  for (const { value } of isolated.runtime.metrics.family(REQUEST_DURATION)?.series() ?? []) {
    count += typeof value === 'number' ? value : value.count;
  }
  return count;
};

describe.each(bots)('health in %s', (_framework, start) => {
  it("is answered before the bot's own authentication, which every other request meets", async () => {
    bot = await start();
    for (const path of ['/health', ...PROBES]) {
      expect(await ask(path)).toMatchObject({ status: 200, text: '{"status":"pass"}', isBots: false });
    }
    expect(await ask('/chart')).toMatchObject({ status: 401, isBots: true });
  });

  it('is health+json that nobody may store, with any query', async () => {
    bot = await start();
    const { status, headers, text } = await ask('/health?t=1&/health/live');
    expect([status, text]).toEqual([200, '{"status":"pass"}']);
    expect(headers.get('content-type')).toBe('application/health+json');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('answers HEAD with the head of GET alone', async () => {
    bot = await start();
    for (const path of ['/health', ...PROBES]) {
      const { status, headers, text } = await ask(path, { method: 'HEAD' });
      expect([status, text, headers.get('content-length')]).toEqual([200, '', '17']);
    }
  });

  it('leaves other methods, longer paths and other spellings to the bot', async () => {
    bot = await start();
    const headers = { 'x-key': BOT_KEY };
    expect(await ask('/health', { method: 'POST', headers })).toMatchObject({ status: 202, isBots: true });
    expect(await ask('/health', { method: 'DELETE', headers })).toMatchObject({ status: 404, isBots: true });
    for (const path of ['/health/', '/health/live/', '/health/other', '/healthy', '//health', '/%68ealth']) {
      expect(await ask(path, { headers }), path).toMatchObject({ status: 404, isBots: true });
    }
  });

  it('tells its details to the holder of the token only', async () => {
    bot = await start({ token: TOKEN, serviceName: 'astrology-bot' });
    expect((await ask('/health', { headers: { authorization: 'Bearer wrong' } })).text).toBe('{"status":"pass"}');
    const { text } = await ask('/health', { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(JSON.parse(text)).toMatchObject({
      status: 'pass',
      serviceId: 'astrology-bot',
      checks: { 'requests:failing': [{ status: 'pass', observedValue: 0, observedUnit: 'percent' }] },
    });
  });

  it('moves with its probes to the path it is given', async () => {
    bot = await start({ healthPath: '/up' });
    expect([await statusOf('/up'), await statusOf('/up/ready')]).toEqual([200, 200]);
    expect([await statusOf('/health'), await statusOf('/health/ready')]).toEqual([401, 401]);
  });

  it('fails when 20 requests failed, while the bot stays live and ready', async () => {
    bot = await start();
    await answerWebhooks(20, 500);
    expect(await ask('/health')).toMatchObject({ status: 503, text: '{"status":"fail"}' });
    for (const path of PROBES) expect(await statusOf(path)).toBe(200);
    await answerWebhooks(21, 200);
    expect(await statusOf('/health')).toBe(200);
  });

  it('passes when one request fewer failed, or when less than half of them did', async () => {
    bot = await start();
    await answerWebhooks(19, 500);
    expect(await statusOf('/health')).toBe(200);
    await answerWebhooks(20, 200);
    expect(await statusOf('/health')).toBe(200);
    await answerWebhooks(1, 500);
    expect(await statusOf('/health')).toBe(503);
  });

  it('does not count its own answers, however many there are', async () => {
    bot = await start();
    await answerWebhooks(20, 503);
    for (let index = 0; index < 40; index++) expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health')).toBe(503);
    expect(counted()).toBe(20);
  });

  it('refuses a path that is taken', async () => {
    await expect(start({ healthPath: '/metrics' })).rejects.toMatchObject({ code: 'ASTROLABE_OPTION_INVALID' });
    await expect(start({ metricsPath: '/health/live' })).rejects.toThrow(
      'two endpoints are at /health/live; ASTROLABE_HEALTH_PATH and ASTROLABE_METRICS_PATH move them',
    );
  });

  it('is off with everything else', async () => {
    bot = await start({ enabled: false });
    expect(await ask('/health')).toMatchObject({ status: 401, isBots: true });
  });
});
