import type { ConfigOf } from '../config/option.js';
import { coreOptions } from '../config/options.js';
import { onServerListening } from '../lifecycle/servers.js';
import type { Contributions, Core, Plugin } from '../plugin.js';
import type { TransactionExporter } from '../recorder/transaction-exporter.js';
import type { ReadableSpan, Resource } from '../tracing/otel-api/readable-span.js';
import { createAttributePolicy } from './attribute-policy.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { declareExportMetrics, type ExportMetrics } from './export-metrics.js';
import { hostOf, reportDelivery, reportFullQueue } from './export-reports.js';
import { exportStartLine } from './export-start-line.js';
import { createExporterLoader, type ExporterLoader, loaderOf } from './exporter-loader.js';
import { KeptTransactions } from './kept-transactions.js';
import type { ResourceMetrics } from './metric-data.js';
import { MetricSender } from './metric-sender.js';
import { exportOptions } from './options.js';
import { metricRequest } from './otlp/metric-request.js';
import { OtlpExporter } from './otlp/otlp-exporter.js';
import { traceRequest } from './otlp/trace-request.js';
import { botFolders, type Destination, destinationsOf } from './otlp-exporters.js';
import { createResource } from './resource.js';
import { createRetryAfter, NO_RETRY_AFTER, type RetryAfter } from './retry-after.js';
import { SpanSender } from './span-sender.js';

/** A process without a server has nothing to wait for but its own start. */
const BEGIN_AFTER_MS = 5_000;

const telemetryExportOptions = {
  ...exportOptions,
  /** Whether the service was named: then no attribute names it otherwise. */
  serviceName: coreOptions.serviceName,
};
/** Nobody waits long for what is recent. */
const MOST_GATHER_MS = 1_000;
type Config = ConfigOf<typeof telemetryExportOptions>;

/** One signal on its way out: what it is sent with, and what ends with it. */
interface Route<T> {
  readonly loader: ExporterLoader<T>;
  readonly host: string;
  readonly retryAfter: RetryAfter;
}

/**
 * Sends kept transactions as spans, and the metrics, to whoever an endpoint or an exporter leads to; and keeps the latest
 * transactions to be shown. `folders`: where exporters are looked for.
 */
export const telemetryExport = (
  folders: () => readonly string[] = botFolders,
): Plugin<typeof telemetryExportOptions> => ({
  name: 'export',
  options: telemetryExportOptions,
  setup: (core, config) => {
    const destinations = destinationsOf(config);
    const resource = createResource(core.service, config.serviceName !== undefined, config);
    const spans = spanRoute(core, config, destinations, folders);
    const metrics = otlpRoute<ResourceMetrics>(core, 'metrics', metricRequest, destinations, folders);
    const counts = declareExportMetrics(core.metrics, () => sender?.waiting ?? 0);
    const sender = spans && spanSender(core, config, spans, counts);
    const metricSender = metrics && createMetricSender(core, config, metrics, resource, counts);
    const kept = new KeptTransactions({
      ...core,
      resource,
      policy: createAttributePolicy(config.exportAttributes),
      recent: core.recent,
      sender,
      maxWaiting: config.exportQueueSize,
      gatherMs: Math.min(config.exportDelay, MOST_GATHER_MS),
    });
    const begin = () => {
      spans?.loader.begin();
      metrics?.loader.begin();
    };
    return {
      exporters: [exporterOf(kept, begin)],
      ...metricContributions(core, config, begin, metricSender),
      startLine: () => exportStartLine(destinations, config.spanExporter !== undefined, folders()),
    };
  },
});

/** Who wants it sent now does not wait until the bot listens. */
const exporterOf = (kept: KeptTransactions, begin: () => void): TransactionExporter => ({
  name: kept.name,
  export: (...given) => kept.export(...given),
  flush: (signal) => {
    begin();
    return kept.flush(signal);
  },
  shutdown: (signal) => {
    begin();
    return kept.shutdown(signal);
  },
});

const spanRoute = (
  core: Core,
  { spanExporter }: Config,
  destinations: readonly Destination[],
  folders: () => readonly string[],
): Route<ReadableSpan[]> | undefined => {
  if (spanExporter !== undefined) {
    return { loader: loaderOf(() => spanExporter), host: "the bot's own exporter", retryAfter: NO_RETRY_AFTER };
  }
  return otlpRoute<ReadableSpan[]>(core, 'traces', traceRequest, destinations, folders);
};

const otlpRoute = <T>(
  core: Core,
  signal: Destination['signal'],
  encode: (payload: T) => Uint8Array,
  destinations: readonly Destination[],
  folders: () => readonly string[],
): Route<T> | undefined => {
  const destination = destinations.find((each) => each.signal === signal);
  if (destination === undefined) return undefined;
  const { packageName, settings } = destination;
  const host = hostOf(settings.url);
  if (packageName === undefined) {
    const own = new OtlpExporter<T>(core.clock, destination, encode);
    return { loader: loaderOf(() => own), host, retryAfter: own };
  }
  return {
    loader: createExporterLoader<T>(core, { ...destination, packageName }, folders()),
    host,
    retryAfter: createRetryAfter(settings.url, core),
  };
};

const spanSender = (core: Core, config: Config, route: Route<ReadableSpan[]>, counts: ExportMetrics): SpanSender =>
  new SpanSender({
    ...core,
    breaker: new CircuitBreaker(core.clock),
    exporter: route.loader.exporter,
    maxQueueSize: config.exportQueueSize,
    maxBatchSize: Math.min(config.exportBatchSize, config.exportQueueSize),
    delayMs: config.exportDelay,
    timeoutMs: config.exportTimeout,
    retryAfter: route.retryAfter,
    settled: (outcome, count, reason) => {
      counts.spans(outcome, count);
      if (outcome === 'queue_full') reportFullQueue(core.diagnostics);
      if (outcome === 'unreachable' || outcome === 'refused') {
        reportDelivery(core.diagnostics, 'traces', route.host, outcome, reason);
      }
    },
  });

const createMetricSender = (
  core: Core,
  config: Config,
  route: Route<ResourceMetrics>,
  resource: Resource,
  counts: ExportMetrics,
): MetricSender =>
  new MetricSender({
    ...core,
    breaker: new CircuitBreaker(core.clock),
    resource,
    kind: config.histogramAggregation === 'explicit_bucket_histogram' ? 'explicit' : 'exponential',
    exporter: route.loader.exporter,
    timeoutMs: config.metricExportTimeout,
    retryAfter: route.retryAfter,
    settled: (outcome, count, reason) => {
      counts.points(outcome, count);
      reportDelivery(core.diagnostics, 'metrics', route.host, outcome, reason);
    },
  });

/** What is loaded and repeated begins when the bot listens, or has had the time to. */
const metricContributions = (
  { clock, diagnostics, overhead }: Core,
  { metricExportInterval }: Config,
  begin: () => void,
  sender: MetricSender | undefined,
): Contributions => ({
  instrumentations: [
    {
      name: 'export',
      enable: () => {
        const later = () => clock.after(0, begin);
        const ends = [onServerListening({ diagnostics, overhead }, later), clock.after(BEGIN_AFTER_MS, begin)];
        if (sender !== undefined) ends.push(sender.repeat(metricExportInterval));
        return () => {
          for (const end of ends) end();
        };
      },
    },
  ],
  closers: sender === undefined ? [] : [closerOf(begin, sender)],
});

const closerOf = (begin: () => void, sender: MetricSender) => ({
  name: 'of the metrics that are sent',
  phase: 'telemetry' as const,
  close: (signal: AbortSignal) => {
    begin();
    return sender.close(signal);
  },
});
