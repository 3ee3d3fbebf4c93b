'use strict';

// The operations that are compared, each once for every library, in one process.
const { createRequire } = require('node:module');
const { answerParent, cpuMicros } = require('./control.cjs');
const { runInSpan, runtime } = require('@astrolabe/core');
const promClient = require('prom-client');

const requireOtel = createRequire(require.resolve('../fixtures/otel-2/package.json'));
const { metrics: otelMetrics, trace } = requireOtel('@opentelemetry/api');
const { MeterProvider, MetricReader } = requireOtel('@opentelemetry/sdk-metrics');
const { AlwaysOnSampler, NodeTracerProvider } = requireOtel('@opentelemetry/sdk-trace-node');

/** Collects when asked, and nobody asks. */
class SilentReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}
otelMetrics.setGlobalMeterProvider(new MeterProvider({ readers: [new SilentReader()] }));
// No processor: what is timed is the recording, without the export.
new NodeTracerProvider({ sampler: new AlwaysOnSampler() }).register();

const labels = { method: 'GET', route: '/users/:phone/reading', status: '200' };
const labelNames = Object.keys(labels);
const open = Object.fromEntries(labelNames.map((name) => [name, 'open']));
// Durations from 1 to 100 ms, as a bot has them.
const SECONDS = Float64Array.from({ length: 1_024 }, (_, index) => 0.001 * 100 ** (((index * 397) % 1_024) / 1_024));
const at = (index) => SECONDS[index & 1_023];

const { metrics, tracer } = runtime();
const ourHistogram = metrics.histogram('ours_seconds', { help: 'Ours.', labels: open });
const ourCounter = metrics.counter('ours_total', { help: 'Ours.', labels: open });
const ourHistogramSeries = ourHistogram.labels(labels);
const ourCounterSeries = ourCounter.labels(labels);
const chartLabels = { kind: 'natal', source: 'menu' };
/** A call makes its labels anew, as a bot's does. */
const labelsAt = (index) => ({ kind: KINDS[index % 3], source: SOURCES[index & 1] });
const KINDS = ['natal', 'transit', 'synastry'];
const SOURCES = ['menu', 'text'];
const chartSpec = { kind: KINDS, source: SOURCES };
const ourCharts = metrics.counter('our_charts_total', { help: 'Ours.', labels: chartSpec });
const ourChartsSeries = ourCharts.labels(chartLabels);
const ourCost = metrics.counter('our_cost_usd_total', { help: 'Ours.', labels: chartSpec });
const ourWait = metrics.histogram('our_wait_seconds', { help: 'Ours.', labels: chartSpec });
const ourWaitSeries = ourWait.labels(chartLabels);
const ourUsers = metrics.uniqueCount('our_users', { help: 'Ours.', labels: chartSpec });
const ourUsersSeries = ourUsers.labels(chartLabels);
const theirCharts = new promClient.Counter({
  name: 'their_charts_total',
  help: 'Theirs.',
  labelNames: Object.keys(chartLabels),
});
const theirChartsChild = theirCharts.labels(chartLabels);
const theirCost = new promClient.Counter({
  name: 'their_cost_usd_total',
  help: 'Theirs.',
  labelNames: Object.keys(chartLabels),
});
const theirWait = new promClient.Histogram({
  name: 'their_wait_seconds',
  help: 'Theirs.',
  labelNames: Object.keys(chartLabels),
});
const theirWaitChild = theirWait.labels(chartLabels);
/** As many users as a busy day has, among whom most come again. */
const USERS = Array.from({ length: 16_384 }, (_, index) => `44770${1_000_000 + index * 7}`);
const userAt = (index) => USERS[index & 16_383];
const promHistogram = new promClient.Histogram({ name: 'theirs_seconds', help: 'Theirs.', labelNames });
const promCounter = new promClient.Counter({ name: 'theirs_total', help: 'Theirs.', labelNames });
const promHistogramChild = promHistogram.labels(labels);
const promCounterChild = promCounter.labels(labels);
const otelHistogram = otelMetrics.getMeter('benchmark').createHistogram('theirs', { unit: 's' });
const otelCounter = otelMetrics.getMeter('benchmark').createCounter('theirs_count');
const otelTracer = trace.getTracer('benchmark');

const setAttributes = (span) => {
  span.setAttribute('chart.kind', 'natal');
  span.setAttribute('chart.houses', 12);
  span.setAttribute('chart.cached', false);
};
const ourChild = (span) => setAttributes(span);
const otelChild = (span) => {
  setAttributes(span);
  span.end();
};

const operations = {
  'histogram, labels each time': {
    astrolabe: (index) => ourHistogram.observe(labels, at(index)),
    'prom-client': (index) => promHistogram.observe(labels, at(index)),
    OpenTelemetry: (index) => otelHistogram.record(at(index), labels),
  },
  'histogram, series kept': {
    astrolabe: (index) => ourHistogramSeries.observe(at(index)),
    'prom-client': (index) => promHistogramChild.observe(at(index)),
  },
  'counter, labels each time': {
    astrolabe: () => ourCounter.inc(labels),
    'prom-client': () => promCounter.inc(labels),
    OpenTelemetry: () => otelCounter.add(1, labels),
  },
  'counter, series kept': {
    astrolabe: () => ourCounterSeries.inc(),
    'prom-client': () => promCounterChild.inc(),
  },
  'counter of two labels, labels each time': {
    astrolabe: (index) => ourCharts.inc(labelsAt(index)),
    'prom-client': (index) => theirCharts.inc(labelsAt(index)),
  },
  'counter of two labels, series kept': {
    astrolabe: () => ourChartsSeries.inc(),
    'prom-client': () => theirChartsChild.inc(),
  },
  'counter of two labels, money': {
    astrolabe: (index) => ourCost.inc(labelsAt(index), 0.000123),
    'prom-client': (index) => theirCost.inc(labelsAt(index), 0.000123),
  },
  'histogram of two labels, labels each time': {
    astrolabe: (index) => ourWait.observe(labelsAt(index), at(index)),
    'prom-client': (index) => theirWait.observe(labelsAt(index), at(index)),
  },
  'histogram of two labels, series kept': {
    astrolabe: (index) => ourWaitSeries.observe(at(index)),
    'prom-client': (index) => theirWaitChild.observe(at(index)),
  },
  'unique count, labels each time': {
    astrolabe: (index) => ourUsers.add(labelsAt(index), userAt(index)),
  },
  'unique count, series kept': {
    astrolabe: (index) => ourUsersSeries.add(userAt(index)),
  },
  'root span, start and end': {
    astrolabe: () => tracer.startTransaction('task', 'reading').root.end(),
    OpenTelemetry: () => otelTracer.startSpan('reading', { root: true }).end(),
  },
  'root, and a child made active, with 3 attributes': {
    astrolabe: () => {
      const transaction = tracer.startTransaction('task', 'reading');
      tracer.run(transaction, () => runInSpan(tracer, 'chart', ourChild));
      transaction.root.end();
    },
    OpenTelemetry: () => {
      otelTracer.startActiveSpan('reading', { root: true }, (root) => {
        otelTracer.startActiveSpan('chart', otelChild);
        root.end();
      });
    },
  },
};

/** How often each operation of ours was to record. */
const sent = new Map(Object.keys(operations).map((name) => [name, 0]));
const sentTo = (...names) => names.reduce((sum, name) => sum + sent.get(name), 0);
const countedIn = (family) =>
  [...family.series()].reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.count), 0);

let work = 1;
/** About two microseconds. */
const burdened = (operation) => (index) => {
  for (let step = 0; step < 2_000; step++) work = Math.imul(work ^ step, 0x9e3779b1);
  return operation(index);
};
const nothing = () => undefined;

answerParent({
  operations: () =>
    Object.entries(operations).map(([name, byLibrary]) => ({ name, libraries: Object.keys(byLibrary) })),
  /** Nanoseconds of CPU each. */
  time: ({ name, library, times, burden, sabotage }) => {
    const isOurs = library === 'astrolabe';
    const real = operations[name][library];
    const operation = isOurs && sabotage ? nothing : isOurs && burden ? burdened(real) : real;
    if (isOurs) sent.set(name, sent.get(name) + times);
    const before = cpuMicros();
    for (let index = 0; index < times; index++) operation(index);
    return ((cpuMicros() - before) * 1_000) / times;
  },
  proofs: () => [
    {
      metric: 'our_charts_total',
      sent: sentTo('counter of two labels, labels each time', 'counter of two labels, series kept'),
      counted: countedIn(ourCharts),
    },
    {
      metric: 'our_wait_seconds',
      sent: sentTo('histogram of two labels, labels each time', 'histogram of two labels, series kept'),
      counted: countedIn(ourWait),
    },
  ],
});
