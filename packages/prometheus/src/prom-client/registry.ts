/** The part of prom-client's `Registry` that is read here; `@prometheus-io/client` has the same. */
export interface PromClientRegistry {
  readonly contentType?: string;
  getMetricsAsArray(): readonly object[];
}

/** A metric in a registry. */
export interface PromClientMetric {
  readonly name: string;
  readonly type?: string;
  get(): Promise<PromClientMetricData> | PromClientMetricData;
}

/** What `get()` of a metric gives. */
export interface PromClientMetricData {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly PromClientValue[];
}

export interface PromClientValue {
  readonly value: number;
  readonly labels?: Readonly<Record<string, unknown>>;
  /** The sample's name where it is not the metric's: `…_bucket`. */
  readonly metricName?: string;
  readonly exemplar?: {
    readonly labelSet: Readonly<Record<string, unknown>>;
    readonly value: number;
    /** In seconds since 1970. */
    readonly timestamp?: number;
  } | null;
}

export const isRegistry = (value: object): value is PromClientRegistry =>
  typeof (value as Partial<PromClientRegistry>).getMetricsAsArray === 'function';

export const isOpenMetrics = (registry: PromClientRegistry): boolean =>
  String(registry.contentType).startsWith('application/openmetrics-text');

/**
 * The name of a metric's samples. A registry that is set to OpenMetrics writes its counters with `_total` whatever
 * they are called, and takes it off their names for good when it does.
 */
export const sampleNameOf = (metric: Pick<PromClientMetric, 'name' | 'type'>, registry: PromClientRegistry): string =>
  metric.type === 'counter' && isOpenMetrics(registry) && !metric.name.endsWith('_total')
    ? `${metric.name}_total`
    : metric.name;

/** What `setDefaultLabels` was given. prom-client has no other way to learn it. */
export const defaultLabelsOf = (registry: PromClientRegistry): Readonly<Record<string, unknown>> =>
  (registry as { readonly _defaultLabels?: Readonly<Record<string, unknown>> })._defaultLabels ?? {};
