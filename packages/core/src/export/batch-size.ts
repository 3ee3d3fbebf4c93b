/** Half of what one batch may hold the event loop up for: the next may take twice as long as the one before. */
const BUDGET_MS = 1;
/** The first batch meets code that the engine has not compiled yet. */
const FIRST = 4;
/** So many times as long it takes with code and data that have left the processor's caches. */
const COLD = 3;
/** Of the last one; the others before it have the rest. A collection of garbage may be in any one. */
const WEIGHT = 0.25;

/** How many are encoded at once: as many as fit into the time that encoding them was seen to take. */
export class BatchSize {
  private size: number;
  /** Of one, on average. */
  private eachMs = Number.NaN;
  private readonly most: number;
  private readonly least: number;

  /** `least`: so few are not worth a request, whatever they take. */
  constructor(most: number, least = 1) {
    this.most = most;
    this.least = Math.min(least, most);
    this.size = Math.min(Math.max(FIRST, least), most);
  }

  get current(): number {
    return this.size;
  }

  /** There was nothing to encode for a while. */
  rested(): void {
    const fitting = Math.max(Math.min(FIRST, this.size), this.least, this.fitting(COLD * this.eachMs));
    if (fitting < this.size) this.size = fitting;
  }

  /** Encoding `count` of them has taken `ms`. */
  took(ms: number, count: number): void {
    if (count === 0) return;
    const eachMs = ms / count;
    this.eachMs = Number.isNaN(this.eachMs) ? eachMs : this.eachMs + WEIGHT * (eachMs - this.eachMs);
    // Twice as many at most: a short batch says little about a long one.
    this.size = Math.max(this.least, Math.min(this.most, this.size * 2, this.fitting(this.eachMs)));
  }

  private fitting(eachMs: number): number {
    return Math.floor(BUDGET_MS / Math.max(eachMs, 1e-6));
  }
}
