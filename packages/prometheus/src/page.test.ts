import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { join, parseExposition, sampleValue } from '../test/exposition.js';
import { OPEN_METRICS, TEXT } from './exposition/format.js';
import { createMetricsPage, renderMetrics } from './page.js';

let isolated: IsolatedRuntime;
beforeEach(() => {
  isolated = isolatedRuntime();
});
afterEach(() => isolated.dispose());

const render = (format = TEXT) => join(renderMetrics(isolated.runtime.metrics, format, isolated.runtime));

const declareThree = () => {
  const { metrics } = isolated.runtime;
  const charts = metrics.counter('charts_total', {
    help: 'Charts "drawn"\nby kind \\ all',
    labels: { kind: ['natal', 'transit'] },
  });
  charts.inc({ kind: 'natal' }, 3);
  metrics.gauge('queue_bytes', { help: 'Bytes that wait.' }).set(1.5);
  const wait = metrics.histogram('wait_seconds', {
    help: 'Time in the queue.',
    labels: { queue: 'open' },
    edges: [0.5, 2],
  });
  for (const seconds of [0.25, 0.5, 1, 8]) wait.observe({ queue: 'out' }, seconds);
};

it('is the Prometheus text that its specification wants', async () => {
  declareThree();
  expect(await render(TEXT)).toBe(
    `# HELP charts_total Charts "drawn"\\nby kind \\\\ all
# TYPE charts_total counter
charts_total{kind="natal"} 3
# HELP queue_bytes Bytes that wait.
# TYPE queue_bytes gauge
queue_bytes 1.5
# HELP wait_seconds Time in the queue.
# TYPE wait_seconds histogram
wait_seconds_bucket{queue="out",le="0.5"} 2
wait_seconds_bucket{queue="out",le="2"} 3
wait_seconds_bucket{queue="out",le="+Inf"} 4
wait_seconds_sum{queue="out"} 9.75
wait_seconds_count{queue="out"} 4
`,
  );
});

it('is the OpenMetrics that its specification wants', async () => {
  declareThree();
  expect(await render(OPEN_METRICS)).toBe(
    `# TYPE charts counter
# HELP charts Charts \\"drawn\\"\\nby kind \\\\ all
charts_total{kind="natal"} 3
# TYPE queue_bytes gauge
# UNIT queue_bytes bytes
# HELP queue_bytes Bytes that wait.
queue_bytes 1.5
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Time in the queue.
wait_seconds_bucket{queue="out",le="0.5"} 2
wait_seconds_bucket{queue="out",le="2.0"} 3
wait_seconds_bucket{queue="out",le="+Inf"} 4
wait_seconds_sum{queue="out"} 9.75
wait_seconds_count{queue="out"} 4
# EOF
`,
  );
});

const BUCKET_WITH_TRACE =
  'wait_seconds_bucket{queue="out",le="2.0"} 3 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 1 1700000000.123\n';

it('shows the latest kept trace of a bucket in OpenMetrics, where its specification has it', async () => {
  declareThree();
  const wait = isolated.runtime.metrics.histogram('wait_seconds', { help: 'h', labels: { queue: 'open' } });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const series = wait.labels({ queue: 'out' });
  series.setExemplar({ traceId: 'f'.repeat(32), value: 1.9, wallMs: 1_700_000_000_000 });
  series.setExemplar({ traceId, value: 1, wallMs: 1_700_000_000_123 });
  const page = await render(OPEN_METRICS);
  expect(page).toContain(BUCKET_WITH_TRACE);
  const exemplars = parseExposition(page).samples.flatMap(({ exemplar }) => exemplar ?? []);
  expect(exemplars).toHaveLength(1);
  // OpenMetrics allows 128 characters of names and values together.
  expect('trace_id'.length + traceId.length).toBeLessThanOrEqual(128);
});

it('never shows an exemplar in the text format, whose readers would refuse the page', async () => {
  declareThree();
  const wait = isolated.runtime.metrics.histogram('wait_seconds', { help: 'h', labels: { queue: 'open' } });
  const before = await render(TEXT);
  wait.labels({ queue: 'out' }).setExemplar({ traceId: 'f'.repeat(32), value: 1, wallMs: 1 });
  expect(await render(TEXT)).toBe(before);
  expect(before).not.toContain('trace_id');
});

it('is empty for an empty store, and in OpenMetrics ends all the same', async () => {
  expect(await render(TEXT)).toBe('');
  expect(await render(OPEN_METRICS)).toBe('# EOF\n');
});

it('writes a histogram without labels', async () => {
  isolated.runtime.metrics.histogram('reply_seconds', { help: 'Replies.', edges: [1] }).observe(0.5);
  expect((await render()).split('\n').slice(2, 6)).toEqual([
    'reply_seconds_bucket{le="1"} 1',
    'reply_seconds_bucket{le="+Inf"} 1',
    'reply_seconds_sum 0.5',
    'reply_seconds_count 1',
  ]);
});

it('writes numbers that are not finite', async () => {
  const gauge = isolated.runtime.metrics.gauge('odd', { help: 'Odd.', labels: { kind: 'open' } });
  gauge.set({ kind: 'none' }, Number.NaN);
  gauge.set({ kind: 'up' }, Number.POSITIVE_INFINITY);
  gauge.set({ kind: 'down' }, Number.NEGATIVE_INFINITY);
  const { samples } = parseExposition(await render(OPEN_METRICS));
  expect(samples.map(({ value }) => value)).toEqual(['NaN', '+Inf', '-Inf']);
});

it('keeps a counter apart from a gauge that has its name in OpenMetrics', async () => {
  isolated.runtime.metrics.gauge('jobs', { help: 'Jobs now.' });
  isolated.runtime.metrics.counter('jobs_total', { help: 'Jobs ever.' });
  const { types, samples } = parseExposition(await render(OPEN_METRICS));
  expect(Object.fromEntries(types)).toEqual({ jobs: 'gauge', jobs_total: 'unknown' });
  expect(samples.map(({ name }) => name)).toEqual(['jobs', 'jobs_total']);
});

const ALPHABET = ['\n', '\r', '"', '\\', '\\n', '{', '}', ',', '=', '#', ' ', 'é', '漢', '🌍', '\t', '\u2028', 'a', ''];
const randomText = () =>
  Array.from(
    { length: Math.floor(Math.random() * 12) },
    () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)],
  ).join('');

it.each([TEXT, OPEN_METRICS])('gives every label value and help back to a reader: $contentType', async (format) => {
  const values = new Set(Array.from({ length: 1_000 }, randomText));
  const help = randomText();
  const gauge = isolated.runtime.metrics.gauge('anything', { help, labels: { first: 'open', second: 'open' } });
  for (const value of values) gauge.set({ first: value, second: [...value].reverse().join('') }, value.length);
  const { samples, helps } = parseExposition(await render(format));
  expect(samples.map(({ labels }) => labels.first)).toEqual([...values]);
  for (const { labels, value } of samples) {
    expect(labels.second).toBe([...(labels.first as string)].reverse().join(''));
    expect(Number(value)).toBe(labels.first?.length);
  }
  expect(helps.get('anything')).toBe(help);
});

it('shows at the second scrape what was counted since the first', async () => {
  const hits = isolated.runtime.metrics.counter('hits_total', { help: 'Hits.', labels: { page: 'open' } });
  hits.inc({ page: 'a' });
  expect(sampleValue(await render(), 'hits_total', { page: 'a' })).toBe('1');
  hits.inc({ page: 'a' });
  hits.inc({ page: 'b' });
  const page = await render();
  expect([sampleValue(page, 'hits_total', { page: 'a' }), sampleValue(page, 'hits_total', { page: 'b' })]).toEqual([
    '2',
    '1',
  ]);
});

it('writes a series of a histogram in one go, while it is being counted', async () => {
  const wait = isolated.runtime.metrics.histogram('wait_seconds', { help: 'Wait.', labels: { queue: 'open' } });
  for (let index = 0; index < 500; index++) wait.observe({ queue: `${index}` }, 1);
  let page = '';
  for await (const part of renderMetrics(isolated.runtime.metrics, TEXT, isolated.runtime)) {
    page += part;
    for (let index = 0; index < 500; index++) wait.observe({ queue: `${index}` }, 1);
  }
  const { samples } = parseExposition(page);
  const all = (name: string, le?: string) =>
    samples.filter((sample) => sample.name === name && sample.labels.le === le).map(({ value }) => value);
  const counts = all('wait_seconds_count');
  expect(new Set(counts).size).toBeGreaterThan(1);
  expect(all('wait_seconds_bucket', '+Inf')).toEqual(counts);
  expect(all('wait_seconds_sum')).toEqual(counts);
});

it('leaves out a gauge whose reading throws, says so once, and writes the rest', async () => {
  isolated.runtime.metrics.observedGauge('broken', { help: 'Broken.' }, () => {
    throw new Error('no reading');
  });
  isolated.runtime.metrics.counter('whole_total', { help: 'Whole.' }).inc();
  await render();
  const page = await render();
  expect(sampleValue(page, 'broken')).toBeUndefined();
  expect(sampleValue(page, 'whole_total')).toBe('1');
  expect(isolated.lines.map(({ line }) => line)).toEqual([
    'astrolabe: writing the metric broken failed (Error); the bot goes on without it [ASTROLABE_METRIC_FAILED]',
  ]);
});

it('leaves out what is ours under a common name as long as the bot has its own, and says nothing of it', async () => {
  const { metrics } = isolated.runtime;
  const registry = new client.Registry();
  const page = createMetricsPage(metrics, { ...isolated.runtime, registries: () => [registry] });
  const started = { name: 'process_start_time_seconds', type: 'gauge', help: 'Ours.' } as const;
  metrics.observed({ ...started, yields: true }, () => [{ labels: [], value: 1 }]);
  new client.Gauge({ name: started.name, help: 'Theirs.', registers: [registry] }).set(2);
  const text = await join(page.render(TEXT));
  expect(text.match(/^process_start_time.*$/gm)).toEqual(['process_start_time_seconds 2']);
  expect(isolated.lines).toEqual([]);
  registry.clear();
  expect(sampleValue(await join(page.render(TEXT)), started.name)).toBe('1');
});

it('gives another name to what is ours under the name of a metric of the bot that may say something else', async () => {
  const { metrics } = isolated.runtime;
  const registry = new client.Registry();
  metrics.observed({ name: 'queue_length', type: 'gauge', help: 'Ours.' }, () => [{ labels: [], value: 1 }]);
  new client.Gauge({ name: 'queue_length', help: 'Theirs.', registers: [registry] }).set(2);
  const text = await join(
    createMetricsPage(metrics, { ...isolated.runtime, registries: () => [registry] }).render(TEXT),
  );
  expect([sampleValue(text, 'queue_length'), sampleValue(text, 'astrolabe_queue_length')]).toEqual(['2', '1']);
});
