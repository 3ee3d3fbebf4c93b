import type { Clock, Family, MetricStore, Sample } from '@astrolabe/core';
import { canonicalNumber } from '../exposition/number.js';
import { createSlice } from '../slice.js';
import { isOpenMetrics, type PromClientMetricData, type PromClientRegistry, type PromClientValue } from './registry.js';

/** On the global symbol registry: an ESM and a CommonJS copy of this class know each other's views. */
const MARKER = Symbol.for('astrolabe.family');

export const isFamilyView = (metric: object | undefined): metric is FamilyView =>
  metric !== undefined && MARKER in metric;

/** Where a family lives. */
export interface FamilySource {
  readonly store: Pick<MetricStore, 'settle'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A family of ours as a metric of prom-client's. It counts nothing: it reads the family when it is asked. */
export class FamilyView {
  readonly [MARKER] = true;
  readonly family: Family;
  readonly type: string;
  readonly help: string;
  /** How a cluster's primary adds up its workers. */
  readonly aggregator = 'sum';
  private readonly ownName: string;
  private readonly registry: PromClientRegistry;
  private readonly source: FamilySource;

  constructor(family: Family, name: string, registry: PromClientRegistry, source: FamilySource) {
    this.family = family;
    this.type = family.type;
    this.help = family.help;
    this.ownName = name;
    this.registry = registry;
    this.source = source;
  }

  get name(): string {
    return this.ownName;
  }

  /** Ignored: prom-client takes `_total` off the name for good when it writes OpenMetrics, and then cannot find it. */
  set name(_stripped: string) {}

  async get(): Promise<PromClientMetricData & { readonly aggregator: string }> {
    this.source.store.settle();
    const slice = createSlice(this.source.clock);
    const openMetrics = isOpenMetrics(this.registry);
    const values: PromClientValue[] = [];
    for (const sample of this.family.series()) {
      values.push(...valuesOf(this.ownName, sample, openMetrics));
      if (slice.isOverAfterStep()) await slice.rest();
    }
    // In OpenMetrics the registry itself puts `_total` behind a counter's name.
    const name = openMetrics && this.type === 'counter' ? this.ownName.replace(/_total$/, '') : this.ownName;
    return { name, help: this.help, type: this.type, values, aggregator: this.aggregator };
  }

  /** What is counted in the store has other readers, so it is not set back by one of them. */
  reset(): void {}
}

const valuesOf = (name: string, { labels: pairs, value }: Sample, openMetrics: boolean): PromClientValue[] => {
  const labels = Object.fromEntries(pairs);
  if (typeof value === 'number') return [{ labels, value }];
  let count = 0;
  const buckets = [...value.edges, '+Inf' as const].map((edge, bucket): PromClientValue => {
    count += value.bucketCount(bucket);
    const le = openMetrics && typeof edge === 'number' ? canonicalNumber(edge) : edge;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: value.sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
};
