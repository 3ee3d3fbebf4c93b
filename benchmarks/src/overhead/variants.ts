export const FRAMEWORKS = ['express', 'fastify'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

export const VARIANT_NAMES = ['bare', 'astrolabe', 'prom-client', 'otel', 'otel-3'] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];

/** One way of watching the bot. */
export interface Variant {
  readonly name: VariantName;
  readonly title: string;
  readonly instrument: URL;
  /** Loaded before the bot, and heard of at the OTLP sink. */
  readonly preloaded: boolean;
}

const instrument = (name: string) => new URL(`../../servers/instruments/${name}.cjs`, import.meta.url);
const fixture = (name: string) => new URL(`../../fixtures/${name}/register.cjs`, import.meta.url);

export const VARIANTS: Readonly<Record<VariantName, Variant>> = {
  bare: { name: 'bare', title: 'bare', instrument: instrument('bare'), preloaded: false },
  astrolabe: { name: 'astrolabe', title: 'astrolabe', instrument: instrument('astrolabe'), preloaded: false },
  'prom-client': { name: 'prom-client', title: 'prom-client', instrument: instrument('prom-client'), preloaded: false },
  otel: { name: 'otel', title: 'OpenTelemetry 2.12', instrument: fixture('otel-2'), preloaded: true },
  'otel-3': { name: 'otel-3', title: 'OpenTelemetry 3.1', instrument: fixture('otel-3'), preloaded: true },
};

/** The cheaper of the two OpenTelemetrys, on both frameworks: http alone, without the framework's own spans. */
export const CHEAPER_OTEL: VariantName = 'otel-3';

/** The negative control: what a variant becomes when nothing of it is on. */
export const switchedOff = (variant: Variant): Variant => ({
  ...variant,
  instrument: instrument('off'),
  preloaded: false,
});

/** The other negative control: Astrolabe, slower on each request than any target allows. */
export const burdened = (variant: Variant): Variant => ({ ...variant, instrument: instrument('slow') });
