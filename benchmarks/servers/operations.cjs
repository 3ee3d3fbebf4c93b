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

answerParent({
  operations: () =>
    Object.entries(operations).map(([name, byLibrary]) => ({ name, libraries: Object.keys(byLibrary) })),
  /** Nanoseconds of CPU each. */
  time: ({ name, library, times }) => {
    const operation = operations[name][library];
    const before = cpuMicros();
    for (let index = 0; index < times; index++) operation(index);
    return ((cpuMicros() - before) * 1_000) / times;
  },
});
