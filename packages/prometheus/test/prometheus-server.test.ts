import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bot, startBot } from './bot.js';
import { hasProgram, whenMissing } from './program.js';
import { type PrometheusServer, startPrometheus } from './prometheus-server.js';

const TOKEN = 'a-token-of-the-tests';
const COUNT = 'http_server_request_duration_seconds_count{http_route="/chart",http_response_status_code="200"}';

let isolated: IsolatedRuntime;
let bot: Bot;
let prometheus: PrometheusServer;

/** Prometheus looks for its targets every five seconds only, so one serves all tests. */
const startAll = async () => {
  isolated = isolatedRuntime();
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  new client.Counter({ name: 'clicks', help: 'Clicks.', registers: [registry] }).inc(4);
  new client.Counter({ name: 'http_server_active_requests', help: 'A clash.', registers: [registry] }).inc(9);
  bot = await startBot({ token: TOKEN, registry });
  prometheus = await startPrometheus(
    { name: 'bot', target: bot.address, token: TOKEN },
    { name: 'stranger', target: bot.address },
  );
};
const stopAll = async () => {
  await prometheus.stop();
  await bot.close();
  await isolated.dispose();
};

describe.runIf(hasProgram('prometheus'))(`a real Prometheus${whenMissing('prometheus')}`, () => {
  beforeAll(startAll);
  afterAll(stopAll);

  it('reads every request of the bot, would show one that is not counted, and finds nothing wrong', async () => {
    await bot.visit(24);
    await prometheus.becomes(COUNT, 24);
    await expect(prometheus.becomes(COUNT, 25, 1_000)).rejects.toThrow('it is 24');
    await bot.visit(1);
    await prometheus.becomes(COUNT, 25);
    for (const le of ['10.0', '+Inf']) {
      expect(await prometheus.query(COUNT.replace('_count{', `_bucket{le="${le}",`))).toBe(25);
    }
    expect(await prometheus.query('up{job="bot"}')).toBe(1);
    expect(await prometheus.lastError('bot')).toBe('');
  });

  it('speaks OpenMetrics: the unit is a line of that format alone', async () => {
    await prometheus.becomes('up{job="bot"}', 1);
    const type = { type: 'histogram', unit: 'seconds' };
    expect(await prometheus.metadata('http_server_request_duration_seconds')).toMatchObject(type);
  });

  it('is kept out without the token', async () => {
    await prometheus.becomes('up{job="stranger"}', 0);
    expect(await prometheus.lastError('stranger')).toContain('401');
    expect(await prometheus.query('count({job="stranger",__name__=~"http_.*"})')).toBeUndefined();
  });

  it("reads the bot's own metrics from the same page, each under its own name", async () => {
    await prometheus.becomes('clicks', 4);
    await prometheus.becomes('http_server_active_requests', 9);
    await prometheus.becomes('astrolabe_http_server_active_requests >= bool 0', 1);
    await prometheus.becomes('process_resident_memory_bytes > bool 0', 1);
  });

  it('reads every odd label as it was', async () => {
    const odd = isolated.runtime.metrics.counter('odd_total', { help: 'A "help"\n\\', labels: { value: 'open' } });
    odd.inc({ value: 'a"b\n\\c\r🌍' }, 6);
    await prometheus.becomes('odd_total{value="a\\"b\\n\\\\c\\r🌍"}', 6);
  });
});
