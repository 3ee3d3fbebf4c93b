import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportingBot, exportingBot } from './bot.js';
import { type Collector, startCollector } from './collector.js';
import type { DecodedMetric } from './otlp-decoder.js';

let collector: Collector;
let bot: ExportingBot;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await bot.dispose();
  await collector.close();
});

const sentMetric = async (name: string): Promise<DecodedMetric> => {
  await bot.instance.stop();
  const points = collector.metrics.filter((metric) => metric.name === name);
  const [first] = points;
  if (first === undefined) throw new Error(`no ${name} among ${collector.metrics.map((each) => each.name)}`);
  return { ...first, points: points.flatMap((metric) => metric.points) };
};
const startBot = (environment: Record<string, string> = {}): void => {
  bot = exportingBot({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment });
};

describe('over OTLP', () => {
  it('a counter is a cumulative, monotonic sum since the start of the process', async () => {
    startBot();
    bot.runtime.metrics
      .counter('charts_total', { help: 'Charts.', labels: { kind: ['natal'] } })
      .inc({ kind: 'natal' }, 3);
    const metric = await sentMetric('charts_total');
    expect(metric).toMatchObject({ type: 'sum', temporality: 2, isMonotonic: true, description: 'Charts.' });
    expect(metric.points).toMatchObject([{ value: 3, attributes: { kind: 'natal' } }]);
    const [point] = metric.points;
    expect(Math.abs(Number((point?.start ?? 0n) / 1_000_000n) - performance.timeOrigin)).toBeLessThan(2_000);
    expect((point?.time ?? 0n) > (point?.start ?? 0n)).toBe(true);
  });

  it('a gauge is a gauge, with its unit', async () => {
    startBot();
    bot.runtime.metrics.gauge('cache_bytes', { help: 'Cache.' }).set(1.5);
    expect(await sentMetric('cache_bytes')).toMatchObject({ type: 'gauge', unit: 'By', points: [{ value: 1.5 }] });
  });

  it('a histogram has its own edges, and each observation in its bucket', async () => {
    startBot();
    const histogram = bot.runtime.metrics.histogram('chart_seconds', { help: 'Time.', edges: [0.1, 0.5, 2] });
    for (const seconds of [0.1, 0.2, 0.5, 1, 3]) histogram.observe(seconds);
    const metric = await sentMetric('chart_seconds');
    expect(metric).toMatchObject({ type: 'histogram', unit: 's', temporality: 2 });
    expect(metric.points).toMatchObject([{ count: 5n, bounds: [0.1, 0.5, 2], bucketCounts: [1, 2, 1, 1] }]);
    expect(metric.points[0]?.sum).toBeCloseTo(4.8, 9);
  });

  it('an exponential histogram has every observation between the bounds that its scale gives', async () => {
    startBot({
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    });
    const histogram = bot.runtime.metrics.histogram('chart_seconds', { help: 'Time.' });
    const observed = [0.0101, 0.2, 0.2001, 5, 97.3];
    for (const seconds of [0, ...observed]) histogram.observe(seconds);
    const [point] = (await sentMetric('chart_seconds')).points;
    expect(point).toMatchObject({ count: 6n, zeroCount: 1n });
    const { scale = 0, positive = {} } = point ?? {};
    const counts = positive.counts ?? [];
    expect(counts.length).toBeLessThanOrEqual(160);
    // Source: OpenTelemetry, Metrics Data Model: bucket i holds (base^i, base^(i+1)], base = 2^(2^-scale).
    const expected = counts.map((_, place) => {
      const index = (positive.offset ?? 0) + place;
      const bound = (at: number) => 2 ** (at * 2 ** -scale);
      return observed.filter((value) => value > bound(index) && value <= bound(index + 1)).length;
    });
    expect(counts).toEqual(expected);
    expect(counts.reduce((all, one) => all + one, 0)).toBe(observed.length);
  });

  it.each(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'])(
    'an observation whose trace was kept leads to it, in an %s',
    async (aggregation) => {
      startBot({ OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: aggregation });
      const histogram = bot.runtime.metrics.histogram('chart_seconds', { help: 'Time.' });
      const exemplars = [
        { traceId: '0af7651916cd43dd8448eb211c80319c', value: 1.25, wallMs: 1_700_000_000_123.5 },
        { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', value: 1_000_000, wallMs: 1_700_000_001_000 },
      ];
      for (const exemplar of exemplars) {
        histogram.observe(exemplar.value);
        histogram.labels({}).setExemplar(exemplar);
      }
      const [point] = (await sentMetric('chart_seconds')).points;
      expect(point?.exemplars).toEqual(
        exemplars.map(({ traceId, value, wallMs }) => ({ traceId, value, time: BigInt(wallMs * 10) * 100_000n })),
      );
    },
  );

  it('what comes after the limit of series is marked as OpenTelemetry marks it', async () => {
    startBot();
    const charts = bot.runtime.metrics.counter('charts_total', {
      help: 'Charts.',
      labels: { kind: 'open' },
      maxSeries: 1,
    });
    charts.inc({ kind: 'a' });
    charts.inc({ kind: 'b' });
    const { points } = await sentMetric('charts_total');
    expect(points.map(({ attributes }) => attributes)).toEqual([{ kind: 'a' }, { 'otel.metric.overflow': true }]);
  });

  it('of thousands of series each is there once, however many batches they take', async () => {
    startBot();
    const charts = bot.runtime.metrics.counter('charts_total', {
      help: 'Charts.',
      labels: { kind: 'open' },
      maxSeries: 5_000,
    });
    for (let index = 0; index < 3_000; index++) charts.inc({ kind: `kind-${index}` }, index + 1);
    const { points } = await sentMetric('charts_total');
    const values = new Map(points.map(({ attributes, value }) => [attributes.kind, value]));
    expect([points.length, values.size, values.get('kind-2999')]).toEqual([3_000, 3_000, 3_000]);
    expect(collector.requests.length).toBeGreaterThan(2);
  });
});
