/**
 * OpenTelemetry's exponential histogram at a fixed scale: bucket `i` counts the values in (base^i, base^(i+1)],
 * base = 2^(1/64). A value read back as its bucket's geometric mean is at most 0.55 % off.
 * Source: OpenTelemetry, Metrics Data Model, "ExponentialHistogram".
 */
export const SCALE = 6;
const SUB_BUCKETS = 1 << SCALE;
/** 2^-20 s is about a microsecond: below it there is nothing to tell apart. */
const LOWEST_EXPONENT = -20;
/** 2^40 bytes are a terabyte, and as many seconds are longer than anybody waits. */
const HIGHEST_EXPONENT = 40;
const LOWEST_INDEX = LOWEST_EXPONENT * SUB_BUCKETS;
const HIGHEST_INDEX = HIGHEST_EXPONENT * SUB_BUCKETS - 1;
export const LOWEST_VALUE = 2 ** LOWEST_EXPONENT;
const FIRST_WINDOW = 32;

const BOUNDS = Float64Array.from({ length: SUB_BUCKETS + 1 }, (_, index) => 2 ** (index / SUB_BUCKETS));
/**
 * The first sub-bucket of each 128th of an octave. A 128th is narrower than the narrowest sub-bucket, so it meets at
 * most one bound, and one comparison with that bound is enough.
 */
const FIRST_SUB_BUCKET = Uint8Array.from({ length: 128 }, (_, cell) => {
  const start = 1 + cell / 128;
  let sub = 0;
  while ((BOUNDS[sub + 1] as number) <= start) sub++;
  return sub;
});

const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The bucket of a value above `LOWEST_VALUE`; the logarithm is read off the bits of the double. */
export const bucketIndex = (value: number): number => {
  asDouble[0] = value;
  const high = asWords[HIGH_WORD] as number;
  const exponent = (high >>> 20) - 1023;
  const mantissaHigh = high & 0xfffff;
  asWords[HIGH_WORD] = mantissaHigh | 0x3ff00000;
  const fraction = asDouble[0] as number;
  let sub = FIRST_SUB_BUCKET[mantissaHigh >>> 13] as number;
  if (fraction <= (BOUNDS[sub] as number)) sub--;
  else if (fraction > (BOUNDS[sub + 1] as number)) sub++;
  const index = exponent * SUB_BUCKETS + sub;
  return Math.min(index, HIGHEST_INDEX);
};

/** The upper bound of a bucket, included in it. */
export const upperBound = (index: number): number => 2 ** ((index + 1) / SUB_BUCKETS);
const geometricMean = (index: number): number => 2 ** ((index + 0.5) / SUB_BUCKETS);

/** Counts by exponential bucket, in a window that grows around what it has seen: most series see a few octaves. */
export class ExponentialBuckets {
  /** Values up to about a microsecond, zero among them. */
  zeroCount = 0;
  /** The bucket index of `counts[0]`. */
  offset = 0;
  counts: Float64Array = new Float64Array(0);

  add(value: number): void {
    if (value <= LOWEST_VALUE) {
      this.zeroCount++;
      return;
    }
    this.addAt(bucketIndex(value), 1);
  }

  private addAt(index: number, count: number): void {
    let slot = index - this.offset;
    if (slot < 0 || slot >= this.counts.length) {
      this.grow(index);
      slot = index - this.offset;
    }
    (this.counts[slot] as number) += count;
  }

  /** Adds the counts of another one. */
  merge(other: ExponentialBuckets): void {
    this.zeroCount += other.zeroCount;
    for (let slot = 0; slot < other.counts.length; slot++) {
      const count = other.counts[slot] as number;
      if (count > 0) this.addAt(other.offset + slot, count);
    }
  }

  /**
   * The value below which the share `q` of the observations lies, by nearest rank; NaN without observations.
   */
  quantile(q: number): number {
    let total = this.zeroCount;
    for (const count of this.counts) total += count;
    if (total === 0) return Number.NaN;
    let rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, q)) * total)) - this.zeroCount;
    if (rank <= 0) return 0;
    for (let slot = 0; slot < this.counts.length; slot++) {
      rank -= this.counts[slot] as number;
      if (rank <= 0) return geometricMean(this.offset + slot);
    }
    return geometricMean(this.offset + this.counts.length - 1);
  }

  /** How many observations are at most `value`; its own bucket counts when its mean does. */
  countUpTo(value: number): number {
    let count = this.zeroCount;
    for (let slot = 0; slot < this.counts.length; slot++) {
      if (geometricMean(this.offset + slot) > value) break;
      count += this.counts[slot] as number;
    }
    return count;
  }

  private grow(index: number): void {
    const length = this.counts.length;
    if (length === 0) {
      this.offset = Math.max(LOWEST_INDEX, index - FIRST_WINDOW / 2);
      this.counts = new Float64Array(FIRST_WINDOW);
      return;
    }
    // Doubling towards the new bucket keeps the number of copies logarithmic.
    const first = index < this.offset ? Math.max(LOWEST_INDEX, Math.min(index, this.offset - length)) : this.offset;
    const end = this.offset + length;
    const last = index >= end ? Math.min(HIGHEST_INDEX, Math.max(index, end + length - 1)) : end - 1;
    const grown = new Float64Array(last - first + 1);
    grown.set(this.counts, this.offset - first);
    this.offset = first;
    this.counts = grown;
  }
}
