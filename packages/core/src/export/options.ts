import { type DurationOption, durationOption } from '../config/duration.js';
import type { ConfigOf } from '../config/option.js';
import { choiceOption, integerOption, objectOption, textOption, wordListOption } from '../config/option-kinds.js';
import { headersOption, pemOption, resourceAttributesOption, urlOption } from './option-kinds.js';
import type { SpanExporter } from './otel-exporter.js';

/** OpenTelemetry's variables have bare milliseconds. */
const millisecondsOption = (option: DurationOption): DurationOption => ({
  ...option,
  shape: `${option.shape}; in the variable, milliseconds`,
  example: String(option.fallback),
  parse: (text, variable) => option.parse(/^\d+$/.test(text.trim()) ? `${text.trim()}ms` : text, variable),
});

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

const protocolOption = (signal: 'TRACES' | 'METRICS') =>
  choiceOption<Protocol>(
    {
      env: [`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
      fallback: 'http/protobuf',
      description: `How ${signal.toLowerCase()} are sent. gRPC is not spoken: collectors take HTTP on port 4318.`,
    },
    PROTOCOLS,
  );

const headersOf = (signal: 'TRACES' | 'METRICS') =>
  headersOption([`OTEL_EXPORTER_OTLP_${signal}_HEADERS`], `More headers, of ${signal.toLowerCase()} alone.`);

const pemOptionOf = (signal: 'TRACES' | 'METRICS', what: 'CERTIFICATE' | 'CLIENT_CERTIFICATE' | 'CLIENT_KEY') =>
  pemOption(
    [`OTEL_EXPORTER_OTLP_${signal}_${what}`, `OTEL_EXPORTER_OTLP_${what}`],
    `${PEM_FILES[what]}, for ${signal.toLowerCase()}. OpenTelemetry's exporters read the variable alone.`,
  );
const PEM_FILES = {
  CERTIFICATE: 'The file of the certificate that the collector is trusted by',
  CLIENT_CERTIFICATE: "The file of the bot's own certificate",
  CLIENT_KEY: "The file of the key to the bot's own certificate",
} as const;

const compressionOption = (signal: 'TRACES' | 'METRICS') =>
  choiceOption<'none' | 'gzip'>(
    {
      env: [`OTEL_EXPORTER_OTLP_${signal}_COMPRESSION`, 'OTEL_EXPORTER_OTLP_COMPRESSION'],
      fallback: 'none',
      description: `Compresses ${signal.toLowerCase()}, on another thread.`,
    },
    ['none', 'gzip'],
  );

const timeoutOption = (signal: 'TRACES' | 'METRICS') =>
  millisecondsOption(
    durationOption(
      {
        env: [`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`, 'OTEL_EXPORTER_OTLP_TIMEOUT'],
        fallback: '10s',
        description: `How long the collector has for one batch of ${signal.toLowerCase()}.`,
      },
      '10ms',
      '5m',
    ),
  );

const senderOption = (signal: 'TRACES' | 'METRICS', what: string) =>
  wordListOption(
    {
      env: [`OTEL_${signal}_EXPORTER`],
      fallback: ['otlp'],
      description: `\`none\`: ${what} are not sent, whatever the endpoint. Others than \`otlp\` are left out.`,
    },
    'otlp or none',
    'none',
    /^[a-z][\w/.-]*$/,
  );

/** What becomes of kept transactions and of metrics outside of the process. */
export const exportOptions = {
  spanExporter: objectOption<SpanExporter>(
    {
      description:
        "Any `SpanExporter` of OpenTelemetry's SDK 2 or 3, such as a vendor's, in the place of the OTLP exporter.",
    },
    'a SpanExporter',
    (value) => 'export' in value && typeof value.export === 'function',
  ),
  otlpEndpoint: urlOption(
    ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    'A collector that speaks OTLP over HTTP; `/v1/traces` and `/v1/metrics` are added. Without an endpoint nothing is sent.',
  ),
  otlpTracesEndpoint: urlOption(['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], 'Where spans go: the whole URL.'),
  otlpMetricsEndpoint: urlOption(['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'], 'Where metrics go: the whole URL.'),
  otlpHeaders: headersOption(['OTEL_EXPORTER_OTLP_HEADERS'], 'Headers for the collector, such as its key.'),
  otlpTracesHeaders: headersOf('TRACES'),
  otlpMetricsHeaders: headersOf('METRICS'),
  otlpExporter: choiceOption(
    {
      env: ['ASTROLABE_OTLP_EXPORTER'],
      fallback: 'astrolabe',
      description:
        "`opentelemetry`: OpenTelemetry's own exporters send, which have to be installed, as they do in any case where JSON is asked for.",
    },
    ['astrolabe', 'opentelemetry'],
  ),
  otlpTracesProtocol: protocolOption('TRACES'),
  otlpMetricsProtocol: protocolOption('METRICS'),
  otlpTracesCertificate: pemOptionOf('TRACES', 'CERTIFICATE'),
  otlpMetricsCertificate: pemOptionOf('METRICS', 'CERTIFICATE'),
  otlpTracesClientCertificate: pemOptionOf('TRACES', 'CLIENT_CERTIFICATE'),
  otlpMetricsClientCertificate: pemOptionOf('METRICS', 'CLIENT_CERTIFICATE'),
  otlpTracesClientKey: pemOptionOf('TRACES', 'CLIENT_KEY'),
  otlpMetricsClientKey: pemOptionOf('METRICS', 'CLIENT_KEY'),
  otlpTracesCompression: compressionOption('TRACES'),
  otlpMetricsCompression: compressionOption('METRICS'),
  otlpTracesTimeout: timeoutOption('TRACES'),
  otlpMetricsTimeout: timeoutOption('METRICS'),
  tracesExporter: senderOption('TRACES', 'spans'),
  metricsExporter: senderOption('METRICS', 'metrics'),
  exportQueueSize: integerOption(
    {
      env: ['OTEL_BSP_MAX_QUEUE_SIZE'],
      fallback: 2_048,
      description: 'The most spans that wait to be sent; further ones are dropped and counted.',
    },
    1,
    100_000,
  ),
  exportBatchSize: integerOption(
    {
      env: ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
      fallback: 512,
      description:
        'The most spans in a batch. It is smaller where encoding so many would hold the bot up for too long.',
    },
    1,
    10_000,
  ),
  exportDelay: millisecondsOption(
    durationOption(
      {
        env: ['OTEL_BSP_SCHEDULE_DELAY'],
        fallback: '5s',
        description: 'How long spans wait for others before they are sent.',
      },
      0,
      '10m',
    ),
  ),
  exportTimeout: millisecondsOption(
    durationOption(
      {
        env: ['OTEL_BSP_EXPORT_TIMEOUT'],
        fallback: '30s',
        description: 'When a batch that no exporter reports back on counts as failed.',
      },
      '10ms',
      '10m',
    ),
  ),
  metricExportInterval: millisecondsOption(
    durationOption(
      { env: ['OTEL_METRIC_EXPORT_INTERVAL'], fallback: '60s', description: 'How often metrics are sent.' },
      '100ms',
      '1d',
    ),
  ),
  metricExportTimeout: millisecondsOption(
    durationOption(
      {
        env: ['OTEL_METRIC_EXPORT_TIMEOUT'],
        fallback: '30s',
        description: 'When metrics that no exporter reports back on count as failed.',
      },
      '10ms',
      '10m',
    ),
  ),
  histogramAggregation: choiceOption(
    {
      env: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
      fallback: 'explicit_bucket_histogram',
      description:
        'Which buckets of a histogram are sent: the explicit ones, with an edge at each objective, or the exponential ones.',
    },
    ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
  ),
  exportAttributes: wordListOption(
    {
      env: ['ASTROLABE_EXPORT_ATTRIBUTES'],
      fallback: [],
      description:
        "Names of the bot's own attributes whose text may leave the process, `chart.*` for all that begin so. What looks " +
        'like a number, an address or a date is taken out of it all the same.',
    },
    'names, separated by commas',
    'chart.system,chart.*',
    /^[\w.-]+\*?$/,
  ),
  resourceAttributes: resourceAttributesOption(
    ['OTEL_RESOURCE_ATTRIBUTES'],
    'What spans and metrics are of, beside what is known: `key=value,key=value`.',
  ),
  environmentName: textOption<string | undefined>(
    {
      env: ['ASTROLABE_ENVIRONMENT', 'RAILWAY_ENVIRONMENT_NAME', 'NODE_ENV'],
      fallback: undefined,
      description: 'The environment it runs in: `deployment.environment.name`.',
    },
    'a name',
    'production',
  ),
  commit: textOption<string | undefined>(
    {
      env: ['ASTROLABE_COMMIT', 'RAILWAY_GIT_COMMIT_SHA', 'GITHUB_SHA'],
      fallback: undefined,
      description: 'The commit that runs: `vcs.ref.head.revision`.',
    },
    'a commit',
    '733ad16',
  ),
  replicaId: platformOption('RAILWAY_REPLICA_ID', 'The replica: `service.instance.id`; without one, a random id.'),
  projectName: platformOption('RAILWAY_PROJECT_NAME', 'The project: `service.namespace`.'),
  region: platformOption('RAILWAY_REPLICA_REGION', 'The region: `cloud.region`.'),
  deploymentId: platformOption('RAILWAY_DEPLOYMENT_ID', 'The deployment: `deployment.id`.'),
};

function platformOption(variable: string, description: string) {
  return textOption<string | undefined>({ env: [variable], fallback: undefined, description }, 'a text', 'a1b2c3');
}

export type ExportConfig = ConfigOf<typeof exportOptions>;
