import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import client, { type RegistryContentType } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { join, parseExposition, sampleValue } from '../../test/exposition.js';
import { OPEN_METRICS, TEXT } from '../exposition/format.js';
import { createMetricsPage } from '../page.js';
import { type PromClientRegister, registerInto } from './register-into.js';

let isolated: IsolatedRuntime;
let register: client.Registry<RegistryContentType>;

beforeEach(() => {
  isolated = isolatedRuntime();
  register = new client.Registry<RegistryContentType>();
});
afterEach(() => isolated.dispose());

const declareTwo = () => {
  const { metrics } = isolated.runtime;
  metrics.counter('charts_total', { help: 'Charts.', labels: { kind: 'open' } }).inc({ kind: 'a"b\n' }, 3);
  metrics
    .histogram('wait_seconds', { help: 'Wait.', labels: { queue: 'open' }, edges: [0.5, 2] })
    .observe({ queue: 'out' }, 1);
};
/** prom-client's page; its blank lines between families are none of ours. */
const theirPage = async () => (await register.metrics()).replaceAll('\n\n', '\n');
const ownPage = (format = TEXT) =>
  join(
    createMetricsPage(isolated.runtime.metrics, { ...isolated.runtime, registries: () => [register] }).render(format),
  );

it("makes ours appear on prom-client's own page, as on our own", async () => {
  registerInto(register);
  declareTwo();
  expect(parseExposition(await theirPage())).toEqual(parseExposition(await ownPage()));
  expect(sampleValue(await theirPage(), 'wait_seconds_bucket', { queue: 'out', le: '2' })).toBe('1');
});

it("makes ours appear on prom-client's OpenMetrics page, however often it is written", async () => {
  register.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
  declareTwo();
  registerInto(register);
  for (let round = 0; round < 2; round++) {
    const page = await theirPage();
    expect(parseExposition(page).samples).toEqual(
      parseExposition(await ownPage(OPEN_METRICS)).samples.map((sample) => ({
        ...sample,
        labels: expect.objectContaining(sample.labels),
      })),
    );
    expect(parseExposition(page).types.get('charts')).toBe('counter');
  }
  register.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
  expect(sampleValue(await theirPage(), 'charts_total')).toBe('3');
});

it('makes ours appear as JSON and by name', async () => {
  declareTwo();
  registerInto(register);
  expect(await register.getMetricsAsJSON()).toMatchObject([
    {
      name: 'charts_total',
      help: 'Charts.',
      type: 'counter',
      aggregator: 'sum',
      values: [{ labels: { kind: 'a"b\n' }, value: 3 }],
    },
    {
      name: 'wait_seconds',
      type: 'histogram',
      values: [
        { metricName: 'wait_seconds_bucket', labels: { queue: 'out', le: 0.5 }, value: 0 },
        { metricName: 'wait_seconds_bucket', labels: { queue: 'out', le: 2 }, value: 1 },
        { metricName: 'wait_seconds_bucket', labels: { queue: 'out', le: '+Inf' }, value: 1 },
        { metricName: 'wait_seconds_sum', labels: { queue: 'out' }, value: 1 },
        { metricName: 'wait_seconds_count', labels: { queue: 'out' }, value: 1 },
      ],
    },
  ]);
  expect(register.getSingleMetric('charts_total')).toBeDefined();
  expect(await register.getSingleMetricAsString('charts_total')).toContain('charts_total{kind="a\\"b\\n"} 3');
});

it("takes prom-client's default labels, and ignores its reset", async () => {
  declareTwo();
  registerInto(register);
  register.setDefaultLabels({ app: 'bot' });
  register.resetMetrics();
  expect(sampleValue(await theirPage(), 'charts_total', { app: 'bot' })).toBe('3');
  expect(sampleValue(await ownPage(), 'charts_total')).toBe('3');
});

it('shows ours once on our own page', async () => {
  registerInto(register);
  declareTwo();
  new client.Gauge({ name: 'depth', help: 'x', registers: [register] }).set(4);
  const { samples } = parseExposition(await ownPage());
  expect(samples.filter(({ name }) => name === 'charts_total')).toHaveLength(1);
  expect(samples.find(({ name }) => name === 'depth')?.value).toBe('4');
  expect(isolated.lines).toEqual([]);
});

it("survives the register's clear, which takes the bot's own metrics only", async () => {
  registerInto(register);
  declareTwo();
  new client.Gauge({ name: 'depth', help: 'x', registers: [register] });
  register.clear();
  isolated.runtime.metrics.gauge('later', { help: 'Later.' });
  expect(Object.keys(Object.fromEntries(parseExposition(await theirPage()).types))).toEqual([
    'charts_total',
    'wait_seconds',
    'later',
  ]);
});

it('takes another name where the bot has it already, and says so once', async () => {
  new client.Counter({ name: 'charts_total', help: 'Theirs.', registers: [register] }).inc(5);
  declareTwo();
  registerInto(register);
  const page = await theirPage();
  expect([sampleValue(page, 'charts_total'), sampleValue(page, 'astrolabe_charts_total')]).toEqual(['5', '3']);
  expect(isolated.lines.map(({ line }) => line)).toEqual([expect.stringMatching(/ASTROLABE_METRIC_CLASH\]$/)]);
  expect(parseExposition(await ownPage()).samples.filter(({ name }) => name.endsWith('charts_total'))).toHaveLength(2);
});

it('makes way for a metric of the bot that comes later, where prom-client would throw', async () => {
  declareTwo();
  registerInto(register);
  new client.Counter({ name: 'charts_total', help: 'Theirs.', registers: [register] }).inc(5);
  const page = await theirPage();
  expect([sampleValue(page, 'charts_total'), sampleValue(page, 'astrolabe_charts_total')]).toEqual(['5', '3']);
  expect(isolated.lines).toHaveLength(1);
  expect(() => new client.Counter({ name: 'charts_total', help: 'Again.', registers: [register] })).toThrow(
    'already been registered',
  );
});

it('throws there without it: a register that does not know of us refuses the second metric of a name', () => {
  new client.Counter({ name: 'charts_total', help: 'First.', registers: [register] });
  expect(() => new client.Counter({ name: 'charts_total', help: 'Second.', registers: [register] })).toThrow();
});

it('takes a gauge that is declared anew instead of the old one', async () => {
  registerInto(register);
  isolated.runtime.metrics.observedGauge('active', { help: 'Active.' }, () => 1);
  isolated.runtime.metrics.observedGauge('active', { help: 'Active.' }, () => 2);
  expect(sampleValue(await theirPage(), 'active')).toBe('2');
  expect(isolated.lines).toEqual([]);
});

it('registers once, however often it is called, and leaves the register as it was in the end', async () => {
  declareTwo();
  const end = registerInto(register);
  expect(registerInto(register)).toBe(end);
  expect(register.getMetricsAsArray()).toHaveLength(2);
  end();
  isolated.runtime.metrics.gauge('later', { help: 'Later.' });
  expect(register.getMetricsAsArray()).toEqual([]);
  expect(register.clear).toBe(client.Registry.prototype.clear);
  registerInto(register);
  expect(register.getMetricsAsArray()).toHaveLength(3);
});

it('keeps a fault of the register away from whoever declares a metric', () => {
  registerInto(
    Object.assign(register, {
      registerMetric: () => {
        throw new Error('full');
      },
    }),
  );
  expect(declareTwo).not.toThrow();
  expect([...isolated.runtime.diagnostics.counts().keys()]).toEqual(['ASTROLABE_REGISTRATION_FAILED']);
});

it.each([undefined, null, 'register', {}, { getMetricsAsArray: () => [] }])('refuses %j', (value) => {
  expect(() => registerInto(value as unknown as PromClientRegister)).toThrow(
    expect.objectContaining({
      code: 'ASTROLABE_REGISTRY_INVALID',
      message: expect.stringMatching(/is not a registry of prom-client; give/),
    }),
  );
});

it('makes way for the default metrics of prom-client under the same names, and comes back when they are cleared', async () => {
  const { metrics } = isolated.runtime;
  const started = { name: 'process_start_time_seconds', type: 'gauge', help: 'Ours.', yields: true } as const;
  metrics.observed(started, () => [{ labels: [], value: 1 }]);
  registerInto(register);
  expect(sampleValue(await theirPage(), started.name)).toBe('1');
  client.collectDefaultMetrics({ register });
  const theirs = (await theirPage()).match(/^\w*process_start_time.*$/gm);
  expect(theirs).toEqual([expect.stringMatching(/^process_start_time_seconds \d{10}$/)]);
  expect(isolated.lines).toEqual([]);
  register.clear();
  expect(sampleValue(await theirPage(), started.name)).toBe('1');
});
