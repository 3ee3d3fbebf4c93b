/** Half of what one batch may hold the event loop up for: the next may take twice as long as the one before. */
const BUDGET_MS = 1;
/** The first batch meets code that the engine has not compiled yet. */
const FIRST = 4;

/** How many are encoded at once: as many as fit into the time that encoding them was seen to take. */
export class BatchSize {
  private size: number;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
    this.size = Math.min(FIRST, most);
  }

  get current(): number {
    return this.size;
  }

  /** There was nothing to encode for a while: the next one meets code and data that have left the processor's caches. */
  rested(): void {
    this.size = Math.max(Math.min(FIRST, this.size), Math.floor(this.size / 2));
  }

  /** Encoding `count` of them has taken `ms`. */
  took(ms: number, count: number): void {
    if (count === 0) return;
    const fitting = Math.floor((count * BUDGET_MS) / Math.max(ms, 0.001));
    // Twice as many at most: a short batch says little about a long one.
    this.size = Math.max(1, Math.min(this.most, fitting, this.size * 2));
  }
}
