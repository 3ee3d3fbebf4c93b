const SMALLEST_MS = 0.01;
/** Neighbouring buckets are this far apart, so a percentile is off by half of it at most. */
const GROWTH = 1.002;
const LOG_GROWTH = Math.log(GROWTH);
/** Up to ten minutes. */
const BUCKETS = Math.ceil(Math.log(600_000 / SMALLEST_MS) / LOG_GROWTH) + 1;

/** Durations, in a memory that does not grow: percentiles are within a thousandth. */
export class Latency {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const index = Math.round(Math.log(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) / LOG_GROWTH);
    const bucket = Math.min(index, BUCKETS - 1);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count++;
  }

  /** Seconds that a share `q` of all durations stayed within (nearest rank); undefined when there is none. */
  quantileSeconds(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return (SMALLEST_MS * GROWTH ** bucket) / 1_000;
    }
    return undefined;
  }
}
