import type { RemoteSpan } from '../trace-place.js';
import { isSampled, randomnessOf, readSampling, type Threshold, thresholdOf, writeThreshold } from './probability.js';
import { Tracestate } from './tracestate.js';

/** Of the 14 hex digits of a threshold, so many are one integer that the engine keeps without a box. */
const HALF = 7;
const BEYOND_ALL = 2 ** 28;

/** Which traces are in an even sample: everybody who asks for the same ratio, or a larger one, has them in his. */
export class EvenSample {
  /** Undefined where it is empty. */
  readonly threshold: Threshold | undefined;
  /** What a trace that begins here and is in it carries. */
  readonly tracestate: Tracestate | undefined;
  private readonly high: number;
  private readonly low: number;

  /** @param ratio from 0 to 1; what is below 2^-56 is nothing */
  constructor(ratio: number) {
    this.threshold = thresholdOf(ratio);
    this.tracestate = this.threshold === undefined ? undefined : writeThreshold(Tracestate.empty, this.threshold);
    this.high = this.threshold === undefined ? BEYOND_ALL : Number.parseInt(this.threshold.slice(0, HALF), 16);
    this.low = this.threshold === undefined ? 0 : Number.parseInt(this.threshold.slice(HALF), 16);
  }

  /** A trace that begins here, by its 56 random bits: two integers of 28. */
  includes(high: number, low: number): boolean {
    return high > this.high || (high === this.high && low >= this.low);
  }

  /** A trace that began elsewhere, by the randomness that it came with. */
  includesRemote({ traceId, tracestate }: Pick<RemoteSpan, 'traceId'> & Partial<RemoteSpan>): boolean {
    if (this.threshold === undefined) return false;
    return isSampled(randomnessOf(traceId, readSampling(tracestate)).toLowerCase(), this.threshold);
  }
}
