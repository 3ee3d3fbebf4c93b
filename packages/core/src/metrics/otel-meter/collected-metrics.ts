import type { Diagnostics } from '../../diagnostics.js';
import type { MetricType, Sample } from '../family.js';
import type { LabelPairs } from '../labels.js';
import type { MetricStore } from '../store.js';
import { explicitHistogram, exponentialHistogram } from './collected-histogram.js';
import { labelName, metricName } from './prometheus-names.js';
import { DataPointType, type SdkDataPoint, type SdkMetric } from './sdk-metrics.js';

/** Instruments are in the code, so more of them are made up as the bot runs. */
const MAX_FAMILIES = 1_000;
const SCOPE = 'otel_scope_name';

interface Collected {
  readonly type: MetricType;
  samples: Sample[];
}

/** What an SDK has collected, as metrics of the store: each is read as it was when it was last collected. */
export class CollectedMetrics {
  private readonly metrics: MetricStore;
  private readonly diagnostics: Diagnostics;
  private readonly families = new Map<string, Collected>();
  private readonly labels = new WeakMap<object, LabelPairs>();

  constructor(metrics: MetricStore, diagnostics: Diagnostics) {
    this.metrics = metrics;
    this.diagnostics = diagnostics;
  }

  /** Takes the place of all that was collected before. */
  replace(
    scopes: readonly { readonly scope: { readonly name: string }; readonly metrics: readonly SdkMetric[] }[],
  ): void {
    for (const family of this.families.values()) family.samples = [];
    for (const { scope, metrics } of scopes) {
      for (const metric of metrics) this.add(scope.name, metric);
    }
  }

  private add(scope: string, metric: SdkMetric): void {
    const { descriptor, dataPoints } = metric;
    const type = typeOf(metric);
    const name = metricName(descriptor.name, descriptor.unit, type);
    const family = this.families.get(name) ?? this.declareFamily(name, type, descriptor.description);
    if (family?.type !== type) return;
    for (const point of dataPoints)
      family.samples.push({ labels: this.labelsOf(scope, point), value: valueOf(metric, point) });
  }

  /** What Astrolabe measures itself is not shown twice. */
  private declareFamily(name: string, type: MetricType, description: string): Collected | undefined {
    if (this.metrics.family(name) !== undefined) return undefined;
    if (this.families.size >= MAX_FAMILIES) {
      this.diagnostics.warnOnce(
        'ASTROLABE_SERIES_OVERFLOW',
        `OpenTelemetry's meters have made more than ${MAX_FAMILIES} instruments; further ones are left out, such as ` +
          `${name}; name instruments in the code, and put what differs into attributes`,
      );
      return undefined;
    }
    const family: Collected = { type, samples: [] };
    this.families.set(name, family);
    const help = description === '' ? "An instrument of OpenTelemetry's API." : description;
    this.metrics.observed({ name, type, help }, () => family.samples);
    return family;
  }

  /** One array for as long as the SDK keeps a series: readers keep what they make of it. */
  private labelsOf(scope: string, { attributes }: SdkDataPoint): LabelPairs {
    const known = this.labels.get(attributes);
    if (known !== undefined) return known;
    const pairs = new Map<string, string>([[SCOPE, scope]]);
    for (const name of Object.keys(attributes).sort()) {
      const label = labelName(name);
      const before = pairs.get(label);
      const value = textOf(attributes[name]);
      pairs.set(label, before === undefined || label === SCOPE ? value : `${before};${value}`);
    }
    const labels: LabelPairs = [...pairs];
    this.labels.set(attributes, labels);
    return labels;
  }
}

const typeOf = ({ dataPointType, isMonotonic }: SdkMetric): MetricType => {
  if (dataPointType === DataPointType.sum) return isMonotonic === true ? 'counter' : 'gauge';
  return dataPointType === DataPointType.gauge ? 'gauge' : 'histogram';
};

const valueOf = ({ dataPointType }: SdkMetric, { value }: SdkDataPoint): Sample['value'] => {
  if (dataPointType === DataPointType.histogram) return explicitHistogram(value as never);
  if (dataPointType === DataPointType.exponentialHistogram) return exponentialHistogram(value as never);
  return Number(value);
};

const textOf = (value: unknown): string => (Array.isArray(value) ? JSON.stringify(value) : String(value));
