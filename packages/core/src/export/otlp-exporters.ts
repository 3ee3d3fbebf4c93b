import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ExportConfig, Protocol } from './options.js';
import type { Exporter } from './otel-exporter.js';

export type Signal = 'traces' | 'metrics';

/** As OpenTelemetry's exporters take them. */
export interface DestinationSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
}

/** Texts in PEM. OpenTelemetry's exporters read their variables themselves. */
export interface Certificates {
  /** Whom to trust, instead of the authorities that Node knows. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** Where one signal goes, and how. */
export interface Destination {
  readonly signal: Signal;
  /** Of OpenTelemetry's exporter; undefined where Astrolabe's own sends. */
  readonly packageName: string | undefined;
  readonly settings: DestinationSettings;
  readonly certificates: Certificates;
}

const ENCODINGS: Readonly<Record<Protocol, string>> = { 'http/protobuf': 'proto', 'http/json': 'http' };

/** Where the signals go that have an endpoint. Source: OpenTelemetry, "OTLP Exporter Configuration". */
export const destinationsOf = (config: ExportConfig): readonly Destination[] => {
  const { tracesExporter, metricsExporter, spanExporter } = config;
  const found: Destination[] = [];
  const tracesUrl = config.otlpTracesEndpoint ?? withPath(config.otlpEndpoint, 'v1/traces');
  if (tracesUrl !== undefined && spanExporter === undefined && tracesExporter.includes('otlp')) {
    found.push({
      signal: 'traces',
      packageName: packageOf('trace', config, config.otlpTracesProtocol),
      settings: {
        url: tracesUrl,
        headers: { ...config.otlpHeaders, ...config.otlpTracesHeaders },
        timeoutMillis: config.otlpTracesTimeout,
        compression: config.otlpTracesCompression,
      },
      certificates: {
        ca: config.otlpTracesCertificate,
        cert: config.otlpTracesClientCertificate,
        key: config.otlpTracesClientKey,
      },
    });
  }
  const metricsUrl = config.otlpMetricsEndpoint ?? withPath(config.otlpEndpoint, 'v1/metrics');
  if (metricsUrl !== undefined && metricsExporter.includes('otlp')) {
    found.push({
      signal: 'metrics',
      packageName: packageOf('metrics', config, config.otlpMetricsProtocol),
      settings: {
        url: metricsUrl,
        headers: { ...config.otlpHeaders, ...config.otlpMetricsHeaders },
        timeoutMillis: config.otlpMetricsTimeout,
        compression: config.otlpMetricsCompression,
      },
      certificates: {
        ca: config.otlpMetricsCertificate,
        cert: config.otlpMetricsClientCertificate,
        key: config.otlpMetricsClientKey,
      },
    });
  }
  return found;
};

/** What Astrolabe's own exporter does not do, OpenTelemetry's does. */
const packageOf = (
  name: 'trace' | 'metrics',
  { otlpExporter }: ExportConfig,
  protocol: Protocol,
): string | undefined => {
  if (otlpExporter === 'astrolabe' && protocol === 'http/protobuf') return undefined;
  return `@opentelemetry/exporter-${name}-otlp-${ENCODINGS[protocol]}`;
};

const withPath = (endpoint: string | undefined, path: string): string | undefined => {
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url.href;
};

/** Where the bot's own packages are: its working directory, and the folder of the file that it was started with. */
export const botFolders = (): readonly string[] => [
  process.cwd(),
  ...(process.argv[1] === undefined ? [] : [dirname(process.argv[1])]),
];

/** The file of a package of the bot's; undefined where it has none. */
export const findPackage = (name: string, folders: readonly string[]): string | undefined => {
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'package.json')).resolve(name);
    } catch {
      // Not from here.
    }
  }
  return undefined;
};

const CLASS_NAMES: Readonly<Record<Signal, string>> = { traces: 'OTLPTraceExporter', metrics: 'OTLPMetricExporter' };

/** Loads the exporter's package, which takes tens of milliseconds, and makes one. */
export const loadExporter = <T>(file: string, { signal, settings }: Destination): Exporter<T> => {
  const loaded = createRequire(file)(file) as Record<string, new (settings: object) => Exporter<T>>;
  const Loaded = loaded[CLASS_NAMES[signal]];
  if (Loaded === undefined) throw new TypeError(`no ${CLASS_NAMES[signal]} in it`);
  return new Loaded({ ...settings });
};
