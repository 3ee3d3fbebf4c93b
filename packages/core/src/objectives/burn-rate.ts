import { AstrolabeError } from '../errors.js';

/** Events that an objective has counted, and the good ones among them. */
export interface EventCounts {
  readonly good: number;
  readonly total: number;
}

/** The windows that alerts on burn rates look at. Source: Google, The Site Reliability Workbook, "Alerting on SLOs". */
export const BURN_WINDOWS = ['5m', '30m', '1h', '6h', '1d', '3d'] as const;

/**
 * In binary, 1 − 0.9 is a little less than 0.1, and a budget that is spent to the last event would be overspent. No
 * process sees as many events as these digits can tell apart.
 */
const exactly = (value: number): number => Number(value.toPrecision(12));

/**
 * How many times faster than allowed the budget is being spent: at 1 it lasts exactly for its window. Without events
 * nothing is spent.
 */
export const burnRate = ({ good, total }: EventCounts, target: number): number =>
  total === 0 ? 0 : exactly((total - good) / total / (1 - target));

/** The share of the budget that is left of a whole window: 1 is untouched, 0 is spent, below 0 is overspent. */
export const budgetRemaining = (counts: EventCounts, target: number): number => 1 - burnRate(counts, target);

/** Seconds until the budget is spent if it burns on as it does; infinite if it does not burn. */
export const secondsUntilSpent = (remaining: number, rate: number, windowMs: number): number => {
  if (remaining <= 0) return 0;
  return rate === 0 ? Number.POSITIVE_INFINITY : (remaining * windowMs) / 1_000 / rate;
};

/** The rate at which everything is bad: no budget can burn faster. */
export const highestBurnRate = (target: number): number => exactly(1 / (1 - target));

/**
 * Refuses a factor that the burn rate cannot exceed: at a target of 95 % it is never above 20, so that a rule with a
 * factor of 20 could never fire.
 * @throws AstrolabeError `ASTROLABE_BURN_FACTOR_INVALID`
 */
export const checkBurnFactor = (factor: number, target: number): void => {
  if (factor > 0 && factor < highestBurnRate(target)) return;
  throw new AstrolabeError(
    'ASTROLABE_BURN_FACTOR_INVALID',
    `a burn rate above ${factor} is not possible at a target of ${target}: there everything is bad at ` +
      `${Number(highestBurnRate(target).toPrecision(6))}; choose a factor above 0 and below that, such as 6, 3, 2 or 1`,
  );
};

/**
 * Whether the budget burns faster than `factor` over the long window and still does over the short one: the long one
 * for what it costs, the short one so that an alert ends soon after its cause.
 * @throws AstrolabeError `ASTROLABE_BURN_FACTOR_INVALID`
 */
export const burnsFasterThan = (factor: number, long: EventCounts, short: EventCounts, target: number): boolean => {
  checkBurnFactor(factor, target);
  return burnRate(long, target) > factor && burnRate(short, target) > factor;
};
