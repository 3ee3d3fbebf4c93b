import { bucketIndex, ExponentialBuckets, LOWEST_VALUE } from '../exponential.js';
import { HistogramSeries } from '../histogram.js';

interface ExplicitValue {
  readonly sum?: number;
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

interface ExponentialValue {
  readonly sum?: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly negative: { readonly bucketCounts: readonly number[] };
}

/** A series of a histogram that somebody else counts: it is read as it was collected, and nothing is observed in it. */
export class CollectedHistogram extends HistogramSeries {
  private readonly total: number;
  private readonly counts: readonly number[];

  constructor(edges: readonly number[], counts: readonly number[], total: number) {
    super(edges);
    this.counts = counts;
    this.total = total;
    counts.forEach((count, bucket) => {
      if (count > 0) this.exponential.merge(bucketUpTo(edges[bucket] ?? (edges.at(-1) ?? 0) * 2, count));
    });
  }

  override get sum(): number {
    return this.total;
  }

  override get count(): number {
    return this.counts.reduce((sum, each) => sum + each, 0);
  }

  override bucketCount(bucket: number): number {
    return this.counts[bucket] ?? 0;
  }
}

/** Where in its bucket an observation lay is not known: all are taken to lie at its edge. */
const bucketUpTo = (edge: number, count: number): ExponentialBuckets => {
  const buckets = new ExponentialBuckets();
  if (edge <= LOWEST_VALUE) buckets.zeroCount = count;
  else {
    buckets.offset = bucketIndex(edge);
    buckets.counts = Float64Array.of(count);
  }
  return buckets;
};

export const explicitHistogram = ({ sum = 0, buckets }: ExplicitValue): CollectedHistogram =>
  new CollectedHistogram(buckets.boundaries, buckets.counts, sum);

/**
 * Exponential buckets as explicit ones whose edges are powers of two: the narrower ones fall between them exactly. Zero
 * and what is below it is in the first.
 */
export const exponentialHistogram = (value: ExponentialValue): CollectedHistogram => {
  const { sum = 0, scale, zeroCount, positive, negative } = value;
  const below = zeroCount + negative.bucketCounts.reduce((all, each) => all + each, 0);
  const byPower = new Map<number, number>();
  positive.bucketCounts.forEach((count, index) => {
    const power = Math.ceil((positive.offset + index + 1) / 2 ** scale);
    byPower.set(power, (byPower.get(power) ?? 0) + count);
  });
  const powers = [...byPower.keys()].sort((a, b) => a - b);
  const edges = below > 0 ? [0, ...powers.map((power) => 2 ** power)] : powers.map((power) => 2 ** power);
  const counts = powers.map((power) => byPower.get(power) as number);
  return new CollectedHistogram(edges, below > 0 ? [below, ...counts] : counts, sum);
};
