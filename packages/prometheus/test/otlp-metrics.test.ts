import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderMetrics, TEXT } from '@astrolabe/prometheus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportingBot } from '../../core/test/export/bot.js';
import { startCollector } from '../../core/test/export/collector.js';
import { pageOf } from './otlp-bridge.js';
import { hasProgram, whenMissing } from './program.js';
import { type PrometheusServer, startPrometheus } from './prometheus-server.js';

const servers: Server[] = [];
let prometheus: PrometheusServer;

const serve = async (page: string): Promise<string> => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(page);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** From 10 ms to 10 s, so that half of them took less than 5.005 s. */
const OBSERVED = Array.from({ length: 1_000 }, (_, index) => (index + 1) / 100);

/** The same figures on the page of a bot, and as a collector has been sent them. */
const pagesOf = async (aggregation: string): Promise<{ readonly own: string; readonly sent: string }> => {
  const collector = await startCollector();
  const bot = exportingBot({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: aggregation,
  });
  const { metrics } = bot.runtime;
  const kinds = { kind: ['natal', 'transit "now"\n'] } as const;
  const charts = metrics.counter('charts_total', { help: 'Charts.', labels: kinds });
  charts.inc({ kind: 'natal' }, 3);
  charts.inc({ kind: 'transit "now"\n' }, 4.5);
  metrics.gauge('temperature_celsius', { help: 'Temperature.' }).set(-1.5);
  const seconds = metrics.histogram('chart_seconds', { help: 'Time.', edges: [0.1, 0.5, 1, 2, 5, 10] });
  for (const each of OBSERVED) seconds.observe(each);
  let own = '';
  for await (const part of renderMetrics(metrics, TEXT, bot.runtime)) own += part;
  await bot.instance.stop();
  await bot.dispose();
  await collector.close();
  return { own, sent: pageOf(collector.metrics) };
};

const startAll = async () => {
  const explicit = await pagesOf('explicit_bucket_histogram');
  const exponential = await pagesOf('base2_exponential_bucket_histogram');
  prometheus = await startPrometheus(
    { name: 'own', target: await serve(explicit.own) },
    { name: 'sent', target: await serve(explicit.sent) },
    { name: 'exponential', target: await serve(exponential.sent) },
    { name: 'broken', target: await serve(explicit.sent.replace(/^(chart_seconds_bucket.*) \d+$/m, '$1 700')) },
  );
};
const stopAll = async () => {
  await prometheus.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
};

const FIGURES = 'charts_total|temperature_celsius|chart_seconds_(bucket|count)';
const of = (job: string): string => `{__name__=~"${FIGURES}",job="${job}"}`;
/** How many figures of a job are those on the bot's own page, and how many are not. */
const same = (job: string): string => `count(${of('own')} == on(__name__, kind, le) ${of(job)})`;
const others = (job: string): string => `count(${of('own')} != on(__name__, kind, le) ${of(job)})`;

describe.runIf(hasProgram('prometheus'))(`a real Prometheus${whenMissing('prometheus')}`, () => {
  beforeAll(startAll, 60_000);
  afterAll(stopAll);

  it('has the same figures of what was sent as of the page of the bot', async () => {
    // Two counters, a gauge, a count, and seven buckets.
    await prometheus.becomes(same('sent'), 11);
    expect(await prometheus.query(others('sent'))).toBeUndefined();
    const sums = 'abs(chart_seconds_sum{job="own"} - on() chart_seconds_sum{job="sent"}) < bool 1e-6';
    expect(await prometheus.query(sums)).toBe(1);
    expect(await prometheus.query('sum(charts_total{job="sent"})')).toBe(7.5);
  });

  it('would show a bucket that is another', async () => {
    await prometheus.becomes(same('broken'), 10);
    expect(await prometheus.query(others('broken'))).toBe(1);
  });

  it.each([0.05, 0.5, 0.95, 0.99])(
    'finds the quantile %f of exponential buckets as exactly as their scale allows',
    async (share) => {
      const quantile = `histogram_quantile(${share}, chart_seconds_bucket{job="exponential"})`;
      await prometheus.becomes('chart_seconds_count{job="exponential"}', OBSERVED.length);
      const found = (await prometheus.query(quantile)) ?? Number.NaN;
      // Three decades in 160 buckets: sixteen to each power of two.
      expect(Math.abs(found / (share * 10) - 1)).toBeLessThan(2 ** (1 / 16) - 1);
    },
  );
});
