import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bot, startBot } from './bot.js';
import { hasProgram, whenMissing } from './program.js';
import { type PrometheusServer, startPrometheus, until } from './prometheus-server.js';

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

  it('stores the trace of a request that failed with its bucket, and none of those that did not', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const beforeSeconds = Date.now() / 1_000;
    await bot.visit(3);
    await bot.fail({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const stored = () => prometheus.exemplars('http_server_request_duration_seconds_bucket{job="bot"}');
    await until('the exemplar is stored', async () => (await stored()).length > 0, 15_000);
    const [exemplar, ...others] = await stored();
    expect(others).toEqual([]);
    expect(exemplar?.labels).toEqual({ trace_id: traceId });
    expect(exemplar?.seriesLabels).toMatchObject({ http_route: '/broken', http_response_status_code: '500' });
    expect(Number(exemplar?.value)).toBeLessThanOrEqual(Number(exemplar?.seriesLabels.le));
    expect(exemplar?.timestamp).toBeGreaterThanOrEqual(beforeSeconds - 1);
    expect(await prometheus.lastError('bot')).toBe('');
  });

  it("reads an owner's own metrics, whatever was recorded in them", async () => {
    const { metrics } = isolated.runtime;
    const cost = metrics.counter('llm_cost_usd_total', { help: 'Cost.', labels: { model: ['large'] } });
    for (let call = 0; call < 100_000; call++) cost.inc({ model: 'large' }, 0.000123);
    cost.inc({ model: 'small' } as never, 0.1);
    metrics.histogram('llm_answer_tokens', { help: 'Tokens.', edges: [100, 1_000] }).observe(512);
    const users = metrics.uniqueCount('feature_users', { help: 'Users.', labels: { feature: ['natal'] } });
    for (let user = 0; user < 30; user++) users.add({ feature: 'natal' }, `4477009001${user % 20}`);
    await prometheus.becomes('llm_cost_usd_total{model="large"}', 12.3);
    await prometheus.becomes('llm_cost_usd_total{model="other"}', 0.1);
    await prometheus.becomes(
      'llm_answer_tokens_bucket{le="1000.0"} - ignoring(le) llm_answer_tokens_bucket{le="100.0"}',
      1,
    );
    await prometheus.becomes('max by (feature, day) (feature_users{day="today"})', 20);
    expect(await prometheus.lastError('bot')).toBe('');
  });

  it('reads every odd label as it was', async () => {
    const odd = isolated.runtime.metrics.counter('odd_total', { help: 'A "help"\n\\', labels: { value: 'open' } });
    odd.inc({ value: 'a"b\n\\c\r🌍' }, 6);
    await prometheus.becomes('odd_total{value="a\\"b\\n\\\\c\\r🌍"}', 6);
  });
});
