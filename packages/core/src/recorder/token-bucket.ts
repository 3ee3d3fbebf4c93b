/** Tenths do not add up to one in binary. */
const ALMOST_ONE = 1 - 1e-9;

/** Lets so many a second through on average, and as many as it holds at once. Of a time that goes back, nothing comes. */
export class TokenBucket {
  /** When it was last asked, in monotonic milliseconds. */
  atMs: number;
  private tokens: number;

  constructor(nowMs: number, tokens: number) {
    this.atMs = nowMs;
    this.tokens = tokens;
  }

  /** Takes one; false where there is none. */
  take(nowMs: number, perSecond: number, most = Math.max(1, perSecond)): boolean {
    const passedMs = Math.max(0, nowMs - this.atMs);
    this.atMs = Math.max(this.atMs, nowMs);
    this.tokens = Math.min(most, this.tokens + (passedMs * perSecond) / 1_000);
    if (this.tokens < ALMOST_ONE) return false;
    this.tokens--;
    return true;
  }
}
