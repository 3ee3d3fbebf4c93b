import { ExponentialBuckets } from './exponential.js';
import type { Family, Sample } from './family.js';
import type { LabelPairs, LabelSpec } from './labels.js';

const PERCENTILES = [50, 95, 99];

/** Which series of a histogram its percentiles are over. */
export interface PercentileSource {
  readonly metric: string;
  /** All of them without it. */
  readonly includes?: (labels: LabelPairs) => boolean;
}

export const PERCENTILE_SECONDS = 'astrolabe_percentile_seconds';

/**
 * Percentiles of whole histograms since the start of the process, at most 0.55 % off, read when a reader comes. They
 * cannot be added up over replicas: for that there are the buckets.
 */
export class PercentileGauge implements Family {
  readonly name = PERCENTILE_SECONDS;
  readonly type = 'gauge';
  readonly help = 'Percentiles of histograms over all of their series in this process, in seconds.';
  readonly spec: LabelSpec = { metric: 'open', percentile: PERCENTILES.map(String) };
  private readonly sources: PercentileSource[] = [];
  private readonly find: (metric: string) => Family | undefined;

  constructor(find: (metric: string) => Family | undefined) {
    this.find = find;
  }

  get size(): number {
    return this.sources.length * PERCENTILES.length;
  }

  add(source: PercentileSource): void {
    if (!this.sources.some(({ metric }) => metric === source.metric)) this.sources.push(source);
  }

  *series(): Iterable<Sample> {
    for (const source of this.sources) {
      const merged = this.merge(source);
      for (const percentile of PERCENTILES) {
        const labels: LabelPairs = [
          ['metric', source.metric],
          ['percentile', String(percentile)],
        ];
        const value = merged.quantile(percentile / 100);
        // Without observations there is none: absence is true, and 0 would not be.
        if (!Number.isNaN(value)) yield { labels, value };
      }
    }
  }

  private merge({ metric, includes }: PercentileSource): ExponentialBuckets {
    const merged = new ExponentialBuckets();
    for (const { labels, value } of this.find(metric)?.series() ?? []) {
      if (typeof value !== 'number' && (includes?.(labels) ?? true)) merged.merge(value.exponential);
    }
    return merged;
  }
}
