/** A delay stays in sight as long as the rarest usual scrape takes to come by. */
const KEPT_MS = 60_000;

interface Interval {
  readonly endMs: number;
  readonly longestSeconds: number;
}

/** The longest delay of the last minute. */
export class LongestDelay {
  private intervals: readonly Interval[] = [];

  /** The longest of an interval that ends now. */
  add(endMs: number, longestSeconds: number): void {
    this.intervals = [...this.intervals.filter((each) => endMs - each.endMs < KEPT_MS), { endMs, longestSeconds }];
  }

  /** Undefined until an interval has ended. */
  get seconds(): number | undefined {
    if (this.intervals.length === 0) return undefined;
    return Math.max(...this.intervals.map((each) => each.longestSeconds));
  }

  clear(): void {
    this.intervals = [];
  }
}
