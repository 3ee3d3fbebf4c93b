/** Half of what one batch may hold the event loop up for: the next may take twice as long as the one before. */
const BUDGET_MS = 1;
/** The first batch meets code that the engine has not compiled yet. */
const FIRST = 4;
/** So many times as long it takes with code and data that have left the processor's caches. */
const COLD = 3;

/** How many are encoded at once: as many as fit into the time that encoding them was seen to take. */
export class BatchSize {
  private size: number;
  /** Of one, as it was last seen. */
  private eachMs = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
    this.size = Math.min(FIRST, most);
  }

  get current(): number {
    return this.size;
  }

  /** There was nothing to encode for a while. */
  rested(): void {
    const fitting = Math.floor(BUDGET_MS / Math.max(COLD * this.eachMs, 0.001));
    this.size = Math.max(Math.min(FIRST, this.size), Math.min(this.size, fitting));
  }

  /** Encoding `count` of them has taken `ms`. */
  took(ms: number, count: number): void {
    if (count === 0) return;
    this.eachMs = ms / count;
    const fitting = Math.floor((count * BUDGET_MS) / Math.max(ms, 0.001));
    // Twice as many at most: a short batch says little about a long one.
    this.size = Math.max(1, Math.min(this.most, fitting, this.size * 2));
  }
}
