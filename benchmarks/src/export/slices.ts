/**
 * How long sending spans holds the event loop up at once, and what a span costs on its way out: 20,000 kept spans with
 * eight attributes, in protobuf, to a collector of this process.
 *
 *     pnpm build && pnpm exec node benchmarks/src/export/slices.ts
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { runtime, type SpanExporter, start, telemetryExport } from '@astrolabe/core';

const TRANSACTIONS = 2_000;
const SPANS = 10;
const ROUND = 100;

const collector = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;

const fromCore = createRequire(new URL('../../../packages/core/package.json', import.meta.url));
const { OTLPTraceExporter } = fromCore('@opentelemetry/exporter-trace-otlp-proto') as {
  OTLPTraceExporter: new (settings: object) => SpanExporter;
};
const otlp = new OTLPTraceExporter({ url });
const holdsMs: number[] = [];
const batches: number[] = [];
const spanExporter: SpanExporter = {
  export: (spans, done) => {
    const begunMs = performance.now();
    otlp.export(spans, done);
    holdsMs.push(performance.now() - begunMs);
    batches.push(spans.length);
  },
};

start(runtime(), {
  plugins: [telemetryExport()],
  options: { spanExporter, log: 'none', exportQueueSize: 50_000, tracesPerSecond: 100_000 },
  environment: { OTEL_BSP_SCHEDULE_DELAY: '0' },
});
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');

const { tracer, metrics } = runtime();
const keepOne = () => {
  const transaction = tracer.startTransaction('task', 'reading');
  for (let index = 1; index < SPANS; index++) {
    const span = tracer.run(transaction, () => tracer.startSpan('chart', 2));
    span.setAttributes({
      'db.system.name': 'postgresql',
      'db.operation.name': 'SELECT',
      'db.query.text': 'SELECT * FROM charts WHERE id = ?',
      'db.namespace': 'bot',
      'server.address': 'db.internal',
      'server.port': 5_432,
      'chart.system': 'placidus',
      'chart.houses': 12,
    });
    span.end();
  }
  transaction.keep();
  transaction.root.end();
};
const exported = () =>
  [...(metrics.family('astrolabe_export_spans_total')?.series() ?? [])].find(
    ({ labels }) => labels[0]?.[1] === 'exported',
  )?.value ?? 0;

const gapsMs: number[] = [];
const cpu = process.cpuUsage();
for (let round = 0; round < TRANSACTIONS / ROUND; round++) {
  for (let index = 0; index < ROUND; index++) keepOne();
  const wanted = (round + 1) * ROUND * SPANS;
  let lastMs = performance.now();
  while (Number(exported()) < wanted) {
    await new Promise((resolve) => setImmediate(resolve));
    const nowMs = performance.now();
    if (round > 0) gapsMs.push(nowMs - lastMs);
    lastMs = nowMs;
  }
}
const share = (values: number[], q: number) => {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN).toFixed(3));
};
const { user, system } = process.cpuUsage(cpu);
const overhead = [...(metrics.family('astrolabe_overhead_seconds_total')?.series() ?? [])][0]?.value;
console.log(
  JSON.stringify({
    node: process.versions.node,
    spans: TRANSACTIONS * SPANS,
    batches: batches.length,
    encodeMs: { p50: share(holdsMs, 0.5), p99: share(holdsMs, 0.99), longest: share(holdsMs, 1) },
    loopGapMs: { p50: share(gapsMs, 0.5), p99: share(gapsMs, 0.99), longest: share(gapsMs, 1) },
    ownMicrosPerSpan: Number(((Number(overhead) * 1e6) / (TRANSACTIONS * SPANS)).toFixed(2)),
    processMicrosPerSpan: Number(((user + system) / (TRANSACTIONS * SPANS)).toFixed(2)),
  }),
);
process.exit(0);
