import { type ExponentialBuckets, SCALE } from '../metrics/exponential.js';

/** As many as OpenTelemetry's SDK sends. */
const MAX_BUCKETS = 160;

export interface SentBuckets {
  readonly scale: number;
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/**
 * The buckets that have counts, at the finest scale at which they are few enough: at each coarser scale, two become one.
 * Source: OpenTelemetry, Metrics Data Model, "Exponential Scale".
 */
export const downscaled = ({ offset, counts }: Pick<ExponentialBuckets, 'offset' | 'counts'>): SentBuckets => {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return { scale: SCALE, offset: 0, bucketCounts: [] };
  const last = counts.findLastIndex((count) => count > 0);
  let shift = 0;
  while (((offset + last) >> shift) - ((offset + first) >> shift) >= MAX_BUCKETS) shift++;
  const start = (offset + first) >> shift;
  const bucketCounts = new Array<number>(((offset + last) >> shift) - start + 1).fill(0);
  for (let slot = first; slot <= last; slot++) {
    const place = ((offset + slot) >> shift) - start;
    bucketCounts[place] = (bucketCounts[place] as number) + (counts[slot] as number);
  }
  return { scale: SCALE - shift, offset: start, bucketCounts };
};
