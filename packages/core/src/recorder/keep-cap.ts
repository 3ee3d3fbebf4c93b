import type { Clock } from '../clock.js';
import { type Cause, FairShares } from './fair-shares.js';
import { TokenBucket } from './token-bucket.js';

/** What is shared out beyond the cap, as a part of it. */
const SHARED_PART = 0.25;

/**
 * How many transactions are kept a second. While no second has more than `perSecond`, all of them are, whatever they are.
 * When there are more, each place and cause still has its share of a quarter more: a storm of one error hides no other,
 * and costs a look at two maps each.
 */
export class KeepCap {
  private readonly clock: Pick<Clock, 'nowMs'>;
  private readonly perSecond: number;
  private readonly pool: TokenBucket;
  private readonly shares: FairShares;

  constructor(clock: Pick<Clock, 'nowMs'>, perSecond: number) {
    const nowMs = clock.nowMs();
    this.clock = clock;
    this.perSecond = perSecond;
    this.pool = new TokenBucket(nowMs, perSecond);
    this.shares = new FairShares(nowMs, perSecond * SHARED_PART);
  }

  /** @param place the pattern of a route, or what other work is called in code */
  admits(place: string, cause: Cause): boolean {
    const nowMs = this.clock.nowMs();
    return this.pool.take(nowMs, this.perSecond) || this.shares.take(place, cause, nowMs);
  }
}
