import { TokenBucket } from './token-bucket.js';

/** Further ones share one bucket: classes of errors are in code, but code may make them. */
const MAX_SHARES = 500;
const IDLE_MS = 60_000;
const LOOK_EVERY_MS = 10_000;

/** What kind of error it is, or for what other reason it would be kept. */
export type Cause = string | number;

/**
 * Gives every place and cause an equal share, however many of one of them come. The first of each has a token waiting,
 * and one that is not seen for a minute makes room.
 */
export class FairShares {
  private readonly perSecond: number;
  private readonly places = new Map<string, Map<Cause, TokenBucket>>();
  private readonly rest: TokenBucket;
  private count = 0;
  private lookedAtMs: number;

  /** @param perSecond of all of them together */
  constructor(nowMs: number, perSecond: number) {
    this.perSecond = perSecond;
    this.rest = new TokenBucket(nowMs, 1);
    this.lookedAtMs = nowMs;
  }

  take(place: string, cause: Cause, nowMs: number): boolean {
    if (nowMs - this.lookedAtMs >= LOOK_EVERY_MS) this.forgetIdle(nowMs);
    const bucket = this.places.get(place)?.get(cause) ?? this.begin(place, cause, nowMs);
    return bucket.take(nowMs, this.perSecond / Math.max(1, this.count));
  }

  private begin(place: string, cause: Cause, nowMs: number): TokenBucket {
    if (this.count >= MAX_SHARES) return this.rest;
    const bucket = new TokenBucket(nowMs, 1);
    const causes = this.places.get(place);
    if (causes === undefined) this.places.set(place, new Map([[cause, bucket]]));
    else causes.set(cause, bucket);
    this.count++;
    return bucket;
  }

  private forgetIdle(nowMs: number): void {
    this.lookedAtMs = nowMs;
    for (const [place, causes] of this.places) {
      for (const [cause, bucket] of causes) {
        if (nowMs - bucket.atMs < IDLE_MS) continue;
        causes.delete(cause);
        this.count--;
      }
      if (causes.size === 0) this.places.delete(place);
    }
  }
}
