import type { Random } from './random.ts';

/** How long a service takes: most calls near the median, a few much longer. */
export interface LatencyShape {
  readonly medianMs: number;
  /** Of the logarithm: at 0.5, one call in twenty takes 2.3 times the median or longer. */
  readonly sigma: number;
  /** No call takes less. */
  readonly leastMs: number;
  /** No call takes longer. */
  readonly mostMs: number;
}

/** Draws latencies of a lognormal distribution, cut off at both ends. */
export const createLatency =
  ({ medianMs, sigma, leastMs, mostMs }: LatencyShape, random: Random): (() => number) =>
  () =>
    Math.min(mostMs, Math.max(leastMs, medianMs * Math.exp(sigma * standardNormal(random))));

/** Source: Box and Muller. */
const standardNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
