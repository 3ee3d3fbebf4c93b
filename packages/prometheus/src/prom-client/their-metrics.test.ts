import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client, { type RegistryContentType } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { join, parseExposition, sampleValue } from '../../test/exposition.js';
import { OPEN_METRICS, TEXT } from '../exposition/format.js';
import { createMetricsPage } from '../page.js';
import type { PromClientRegistry } from './registry.js';

let isolated: IsolatedRuntime;
let register: client.Registry<RegistryContentType>;

beforeEach(() => {
  isolated = isolatedRuntime();
  register = new client.Registry<RegistryContentType>();
});
afterEach(() => isolated.dispose());

const pageOf = (...registries: PromClientRegistry[]) =>
  createMetricsPage(isolated.runtime.metrics, { ...isolated.runtime, registries: () => registries });
const render = (format = TEXT) => join(pageOf(register).render(format));
const codes = () => [...isolated.runtime.diagnostics.counts().keys()];

const declareAll = () => {
  const registers = [register];
  new client.Counter({ name: 'seen_total', help: 'Seen.', labelNames: ['by'], registers }).inc({ by: 'a\n"\\b' }, 2);
  new client.Gauge({ name: 'depth', help: 'Depth "now"\nor \\ later.', registers }).set(-1.5);
  new client.Histogram({ name: 'took_seconds', help: 'Took.', labelNames: ['step'], buckets: [0.5, 2], registers })
    .labels('draw')
    .observe(1);
  new client.Summary({ name: 'size_bytes', help: 'Size.', percentiles: [0.5, 1], registers }).observe(10);
};

it("shows the bot's own metrics as its own page does", async () => {
  declareAll();
  const theirs = parseExposition((await register.metrics()).replaceAll('\n\n', '\n'));
  expect(parseExposition(await render())).toEqual(theirs);
});

it('shows them in OpenMetrics as its specification wants', async () => {
  declareAll();
  expect(await render(OPEN_METRICS)).toBe(
    `# TYPE seen counter
# HELP seen Seen.
seen_total{by="a\\n\\"\\\\b"} 2
# TYPE depth gauge
# HELP depth Depth \\"now\\"\\nor \\\\ later.
depth -1.5
# TYPE took_seconds histogram
# UNIT took_seconds seconds
# HELP took_seconds Took.
took_seconds_bucket{le="0.5",step="draw"} 0
took_seconds_bucket{le="2.0",step="draw"} 1
took_seconds_bucket{le="+Inf",step="draw"} 1
took_seconds_sum{step="draw"} 1
took_seconds_count{step="draw"} 1
# TYPE size_bytes summary
# UNIT size_bytes bytes
# HELP size_bytes Size.
size_bytes{quantile="0.5"} 10
size_bytes{quantile="1.0"} 10
size_bytes_sum 10
size_bytes_count 1
# EOF
`,
  );
});

it("shows prom-client's default metrics in both formats", async () => {
  client.collectDefaultMetrics({ register });
  for (const format of [TEXT, OPEN_METRICS]) {
    const page = await render(format);
    expect(Number(sampleValue(page, 'process_resident_memory_bytes'))).toBeGreaterThan(1e6);
    expect(parseExposition(page).types.size).toBe(register.getMetricsAsArray().length);
  }
});

it('adds the default labels of the registry, which a label of the sample outdoes', async () => {
  register.setDefaultLabels({ app: 'bot', step: 'any' });
  declareAll();
  const page = await render();
  expect(sampleValue(page, 'depth', { app: 'bot', step: 'any' })).toBe('-1.5');
  expect(sampleValue(page, 'took_seconds_count', { app: 'bot', step: 'draw' })).toBe('1');
});

it('shows exemplars in OpenMetrics, and leaves them out of the text', async () => {
  register.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
  const options = { help: 'x', enableExemplars: true, registers: [register] };
  new client.Counter({ ...options, name: 'sold_total' }).inc({ exemplarLabels: { trace_id: 'a"b' }, value: 2 });
  new client.Histogram({ ...options, name: 'took_seconds' }).observe({
    exemplarLabels: { trace_id: 'c' },
    value: 0.3,
    labels: {},
  });
  const shown = parseExposition(await render(OPEN_METRICS)).samples.flatMap(({ exemplar }) => exemplar ?? []);
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/^\{trace_id="a\\"b"\} 2 \d+(\.\d+)?$/);
  expect(shown[1]).toMatch(/^\{trace_id="c"\} 0\.3 \d+(\.\d+)?$/);
  expect(parseExposition(await render(TEXT)).samples.some(({ exemplar }) => exemplar)).toBe(false);
});

it('keeps the name of a counter without _total in both formats', async () => {
  new client.Counter({ name: 'clicks', help: 'Clicks.', registers: [register] }).inc();
  expect(sampleValue(await render(TEXT), 'clicks')).toBe('1');
  const page = await render(OPEN_METRICS);
  expect(sampleValue(page, 'clicks')).toBe('1');
  expect(parseExposition(page).types.get('clicks')).toBe('unknown');
});

it('gives the counters of a registry that is set to OpenMetrics their _total, before and after it has been written', async () => {
  register.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
  new client.Counter({ name: 'clicks', help: 'Clicks.', registers: [register] }).inc();
  new client.Counter({ name: 'seen_total', help: 'Seen.', registers: [register] }).inc();
  for (let round = 0; round < 2; round++) {
    for (const format of [TEXT, OPEN_METRICS]) {
      const page = await render(format);
      expect([sampleValue(page, 'clicks_total'), sampleValue(page, 'seen_total')]).toEqual(['1', '1']);
    }
    await register.metrics();
  }
});

it('leaves out a metric whose collect throws or rejects, says so without its message, and shows the rest', async () => {
  const registers = [register];
  const fail = () => {
    throw new Error('+49 151 0000000');
  };
  new client.Gauge({ name: 'throws', help: 'x', collect: fail, registers });
  new client.Gauge({ name: 'rejects', help: 'x', collect: () => Promise.reject(new TypeError('secret')), registers });
  new client.Gauge({ name: 'works', help: 'x', registers }).set(1);
  const page = await render();
  expect(parseExposition(page).samples.map(({ name }) => name)).toEqual(['works']);
  expect(isolated.lines.map(({ line }) => line).sort()).toEqual([
    "astrolabe: collecting the bot's own metric rejects failed (TypeError); the bot goes on without it [ASTROLABE_COLLECT_FAILED]",
    "astrolabe: collecting the bot's own metric throws failed (Error); the bot goes on without it [ASTROLABE_COLLECT_FAILED]",
  ]);
});

it('shows the rest when a registry or a metric is not what it seems', async () => {
  const broken: PromClientRegistry = {
    getMetricsAsArray: () => {
      throw new Error('broken');
    },
  };
  const strange: PromClientRegistry = {
    getMetricsAsArray: () => [
      { name: 'no_values', type: 'gauge', get: () => ({ name: 'no_values', help: 'x', type: 'gauge' }) },
      { name: 'custom', get: () => ({ name: 'custom', help: 'x', type: 'stateset', values: [{ value: 1 }] }) },
    ],
  };
  new client.Gauge({ name: 'works', help: 'x', registers: [register] }).set(1);
  const page = await join(pageOf(broken, strange, register).render(TEXT));
  expect([sampleValue(page, 'custom'), sampleValue(page, 'works')]).toEqual(['1', '1']);
  expect(parseExposition(page).types.get('custom')).toBe('untyped');
  expect(codes()).toEqual(['ASTROLABE_REGISTRY_FAILED', 'ASTROLABE_METRIC_FAILED']);
});

it('shows one of two metrics with one name from two copies of prom-client, and says so once', async () => {
  const second = new client.Registry();
  new client.Gauge({ name: 'shared', help: 'x', registers: [register] }).set(1);
  new client.Gauge({ name: 'shared', help: 'x', registers: [second] }).set(2);
  new client.Gauge({ name: 'other', help: 'x', registers: [second] }).set(3);
  const page = pageOf(register, second);
  await join(page.render(TEXT));
  const text = await join(page.render(TEXT));
  expect([sampleValue(text, 'shared'), sampleValue(text, 'other')]).toEqual(['1', '3']);
  expect(isolated.lines).toHaveLength(1);
  expect(codes()).toEqual(['ASTROLABE_METRIC_TWIN']);
});

it("leaves the bot's metric as it is and gives ours another name when both have one, and says so once", async () => {
  const { metrics } = isolated.runtime;
  metrics.histogram('took_seconds', { help: 'Ours.', edges: [1] }).observe(0.5);
  metrics.counter('seen_total', { help: 'Ours.' }).inc(7);
  metrics.counter('apart_total', { help: 'Ours.' }).inc();
  new client.Gauge({ name: 'took_seconds_count', help: 'Theirs.', registers: [register] }).set(42);
  new client.Counter({ name: 'seen_total', help: 'Theirs.', registers: [register] }).inc(3);
  const page = pageOf(register);
  for (const format of [TEXT, OPEN_METRICS]) {
    const text = await join(page.render(format));
    expect(sampleValue(text, 'took_seconds_count')).toBe('42');
    expect(sampleValue(text, 'astrolabe_took_seconds_count')).toBe('1');
    expect(sampleValue(text, 'seen_total')).toBe('3');
    expect(sampleValue(text, 'astrolabe_seen_total')).toBe('7');
    expect(sampleValue(text, 'apart_total')).toBe('1');
  }
  expect(Object.fromEntries(page.clashes())).toEqual({
    took_seconds: 'astrolabe_took_seconds',
    seen_total: 'astrolabe_seen_total',
  });
  expect(isolated.lines).toHaveLength(2);
  expect(isolated.lines[0]?.line).toMatch(/has took_seconds_count as well: .* is called astrolabe_took_seconds;/);
  expect(isolated.lines[1]?.line).toMatch(
    /has seen_total as well: .* Astrolabe's seen_total is called astrolabe_seen_total; .*CLASH\]$/,
  );

  register.clear();
  expect(sampleValue(await join(page.render(TEXT)), 'astrolabe_seen_total')).toBe('7');
});
