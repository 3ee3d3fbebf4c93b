'use strict';

// What is timed of spans, as one library does it: a process has one tracer behind OpenTelemetry's API, so each has its own.
const { channel } = require('node:diagnostics_channel');
const { createRequire } = require('node:module');
const { answerParent, cpuMicros } = require('./control.cjs');

const requireOtel = createRequire(require.resolve('../fixtures/otel-2/package.json'));
const api = requireOtel('@opentelemetry/api');

const library = process.argv[2];
/** So many children has a root, so that none of them is beyond what a transaction keeps. */
const CHILDREN = 50;

let recorded = 0;

const registerStock = () => {
  const { AlwaysOnSampler, NodeTracerProvider } = requireOtel('@opentelemetry/sdk-trace-node');
  // Counts, and exports nothing: what is timed is the recording.
  const counting = {
    onStart: () => undefined,
    onEnd: () => {
      recorded++;
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  new NodeTracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [counting] }).register();
};

const registerOurs = () => {
  const { registerOpenTelemetry, runtime } = require('@astrolabe/core');
  const { astrolabe } = require('@astrolabe/node/http');
  astrolabe({ log: 'error' });
  runtime().recorder.add({
    name: 'counting',
    transactionEnded: ({ spans }) => {
      recorded += spans.length + 1;
    },
  });
  registerOpenTelemetry(api, runtime());
};

if (library === 'otel') registerStock();
if (library === 'astrolabe') registerOurs();

const tracer = api.trace.getTracer('benchmark');
const ours = library === 'astrolabe' ? require('@astrolabe/core').runtime() : undefined;

const chart = () => undefined;
const CLIENT = api.SpanKind.CLIENT;

/** What an instrumentation of a client does for one call. */
const childSpan = () => {
  const span = tracer.startSpan('GET /chart', {
    kind: CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'server.address': 'ephemeris.internal',
      'server.port': 443,
      'url.scheme': 'https',
      'url.full': 'https://ephemeris.internal/chart',
      'network.protocol.version': '1.1',
      'chart.kind': 'natal',
      'chart.cached': false,
    },
  });
  api.context.with(api.trace.setSpan(api.context.active(), span), chart);
  span.setAttribute('http.response.status_code', 200);
  span.end();
};

const children = (times) => {
  for (let done = 0; done < times; done += CHILDREN) {
    tracer.startActiveSpan('reading', { root: true }, (root) => {
      for (let index = 0; index < CHILDREN; index++) childSpan();
      root.end();
    });
  }
};

/** The same roots without any children: what remains of the other is the children's. */
const roots = (times) => {
  for (let done = 0; done < times; done += CHILDREN) {
    tracer.startActiveSpan('reading', { root: true }, (root) => root.end());
  }
};

/** As a line of a log asks for them, many times in one span. */
const ids = (times) => {
  tracer.startActiveSpan('reading', { root: true }, (root) => {
    for (let index = 0; index < times; index++) ours.tracer.currentIds();
    root.end();
  });
};

const create = channel('undici:request:create');
const headers = channel('undici:request:headers');
const trailers = channel('undici:request:trailers');
const response = { statusCode: 200, headers: [], statusText: 'OK' };

/** What undici tells of one request, without the request. */
const call = () => {
  const request = {
    method: 'GET',
    path: '/v2/chart',
    origin: 'https://ephemeris.example',
    headers: [],
    body: null,
    upgrade: null,
    completed: false,
    aborted: false,
    addHeader: () => undefined,
  };
  create.publish({ request });
  headers.publish({ request, response });
  trailers.publish({ request, trailers: [] });
};

const calls = (times) => {
  for (let done = 0; done < times; done += CHILDREN) {
    tracer.startActiveSpan('reading', { root: true }, (root) => {
      for (let index = 0; index < CHILDREN; index++) call();
      root.end();
    });
  }
};

const operations = { children, roots, ids, calls };

let work = 1;
/** About two microseconds each time. */
const burden = (times) => {
  for (let step = 0; step < times * 2_000; step++) work = Math.imul(work ^ step, 0x9e3779b1);
};

const callsCounted = () => {
  const family = ours?.metrics.family('http_client_request_duration_seconds');
  return [...(family?.series() ?? [])].reduce((sum, { value }) => sum + value.count, 0);
};

answerParent({
  /** Nanoseconds of CPU each. */
  time: ({ operation, times, burdened }) => {
    const before = cpuMicros();
    operations[operation](times);
    if (burdened) burden(times);
    return ((cpuMicros() - before) * 1_000) / times;
  },
  /** What was recorded so far: spans, and calls that a metric counted. */
  recorded: () => ({ spans: recorded, calls: callsCounted() }),
});
