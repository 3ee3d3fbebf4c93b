import type { SinkCount } from '../sink/counts.ts';

export const FRAMEWORKS = ['express', 'fastify'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** The bot as it is; and one that makes a request to somebody now and then, as whoever sends what it watches has to. */
export const BARE = ['bare', 'bare-sending'] as const;
/**
 * Astrolabe at its default ratio, and with every transaction kept, which both send to a collector; sent by Node's client,
 * as through a proxy, and by OpenTelemetry's exporters; and without a collector.
 */
export const OWN = [
  'astrolabe',
  'astrolabe-all-kept',
  'astrolabe-node-sent',
  'astrolabe-otel-sent',
  'astrolabe-alone',
] as const;
export const OPPONENTS = [
  'prom-client',
  'otel',
  'otel-3',
  'dd-trace',
  'elastic-apm',
  'sentry',
  'sentry-traces',
  'popular-stack',
] as const;
export const VARIANT_NAMES = [...BARE, ...OWN, ...OPPONENTS] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];

/** One way of watching the bot. */
export interface Variant {
  readonly name: VariantName;
  readonly title: string;
  readonly instrument: URL;
  /** Loaded before the bot, by this flag of Node's. */
  readonly preload?: '--require' | '--import';
  /** Where each request has to be counted: in the bot, or in what it has sent. */
  readonly countedAt: readonly ('bot' | SinkCount)[];
  /** The part of all requests that it traces, where it draws lots. */
  readonly tracedPart?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** It has no collector. */
  readonly sendsNothing?: true;
  readonly workingDirectory?: URL;
}

const instrument = (name: string) => new URL(`../../servers/instruments/${name}.cjs`, import.meta.url);
const fixture = (name: string) => new URL(`../../fixtures/${name}/register.cjs`, import.meta.url);

const own = (name: (typeof OWN)[number], title: string, environment: Variant['environment'] = {}): Variant => ({
  name,
  title,
  instrument: instrument('astrolabe'),
  countedAt: ['bot'],
  environment,
});

/** The queue is as long as the opponents': a lost span would cost less than it should. */
const ALL_KEPT = { ASTROLABE_TRACE_RATIO: '1', OTEL_BSP_MAX_QUEUE_SIZE: '100000' };
const SENTRY_TRACES = 0.1;

export const VARIANTS: Readonly<Record<VariantName, Variant>> = {
  bare: { name: 'bare', title: 'bare', instrument: instrument('bare'), countedAt: ['bot'] },
  'bare-sending': {
    name: 'bare-sending',
    title: 'bare, one request out a round',
    instrument: instrument('bare-sending'),
    countedAt: ['bot'],
  },
  astrolabe: own('astrolabe', 'astrolabe'),
  'astrolabe-all-kept': own('astrolabe-all-kept', 'astrolabe, all kept', ALL_KEPT),
  'astrolabe-node-sent': own('astrolabe-node-sent', "astrolabe, Node's client", { NODE_USE_ENV_PROXY: '1' }),
  'astrolabe-otel-sent': {
    ...own('astrolabe-otel-sent', "astrolabe, OTel's exporters", { ASTROLABE_OTLP_EXPORTER: 'opentelemetry' }),
    // Where it finds them.
    workingDirectory: new URL('../../fixtures/otlp-exporters/', import.meta.url),
  },
  'astrolabe-alone': {
    name: 'astrolabe-alone',
    title: 'astrolabe, nothing sent',
    instrument: instrument('astrolabe'),
    countedAt: ['bot'],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    sendsNothing: true,
  },
  'prom-client': {
    name: 'prom-client',
    title: 'prom-client',
    instrument: instrument('prom-client'),
    countedAt: ['bot'],
  },
  otel: {
    name: 'otel',
    title: 'OpenTelemetry 2.12',
    instrument: fixture('otel-2'),
    preload: '--require',
    countedAt: ['spans', 'metric'],
  },
  'otel-3': {
    name: 'otel-3',
    title: 'OpenTelemetry 3.1',
    instrument: fixture('otel-3'),
    preload: '--require',
    countedAt: ['spans', 'metric'],
  },
  'dd-trace': {
    name: 'dd-trace',
    title: 'dd-trace 6',
    instrument: fixture('dd-trace'),
    preload: '--require',
    countedAt: ['spans'],
    environment: { DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false', DD_REMOTE_CONFIGURATION_ENABLED: 'false' },
  },
  'elastic-apm': {
    name: 'elastic-apm',
    title: 'elastic-apm-node 4',
    instrument: fixture('elastic-apm'),
    preload: '--require',
    countedAt: ['transactions'],
  },
  sentry: {
    name: 'sentry',
    title: 'Sentry 11, errors only',
    instrument: fixture('sentry'),
    preload: '--import',
    countedAt: ['sessions'],
  },
  'sentry-traces': {
    name: 'sentry-traces',
    title: 'Sentry 11, 10 % of traces',
    instrument: fixture('sentry'),
    preload: '--import',
    countedAt: ['sessions'],
    tracedPart: SENTRY_TRACES,
    environment: { BENCHMARK_TRACES: String(SENTRY_TRACES) },
  },
  'popular-stack': {
    name: 'popular-stack',
    title: 'prom-client + OTel + pino-http + Sentry',
    instrument: fixture('popular-stack'),
    preload: '--import',
    countedAt: ['bot', 'spans', 'metric', 'sessions'],
  },
};

export const isOwn = (name: VariantName): boolean => OWN.some((each) => each === name);

/** The cheaper of the two OpenTelemetrys, on both frameworks: http alone, without the framework's own spans. */
export const CHEAPER_OTEL: VariantName = 'otel-3';

/** The negative control: what a variant becomes when nothing of it is on. */
export const switchedOff = ({ name, title }: Variant): Variant => ({
  name,
  title,
  instrument: instrument('off'),
  countedAt: ['bot'],
});

/** Astrolabe as other negative controls want it: slower on each request than any target allows; or at a lower level. */
export const burdened = (variant: Variant): Variant => ({ ...variant, instrument: instrument('slow') });
export const lowered = (variant: Variant): Variant => ({ ...variant, instrument: instrument('lowered') });
/** And one that keeps spans which it does not send. */
export const unsent = (variant: Variant): Variant => ({
  ...variant,
  environment: { ...variant.environment, OTEL_TRACES_EXPORTER: 'none' },
});
