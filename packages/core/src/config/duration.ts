import { type Option, OptionError } from './option.js';

/** Milliseconds, or a number with a unit: `'250ms'`, `'2s'`, `'5m'`, `'1h'`, `'30d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** As many as a double keeps. */
const EXACT_DIGITS = 15;
const PATTERN = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h|d)?$/;

/**
 * The duration in milliseconds. A number is that already; text needs a unit, unless it is 0: `10` is a mistake where seconds
 * were meant.
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) when it is neither, negative or not finite.
 */
export const durationMs = (value: unknown): number => {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && value >= 0) return value;
    throw new OptionError('is not a finite number of milliseconds');
  }
  const match = typeof value === 'string' ? PATTERN.exec(value.trim()) : null;
  if (match === null) throw new OptionError("is not a duration such as '2s'");
  if (match[2] === undefined && Number(match[1]) !== 0) {
    throw new OptionError(`has no unit; write ${match[1]}s for seconds, or ${match[1]}ms`);
  }
  const ms = Number(match[1]) * (UNIT_MS[match[2] ?? 'ms'] as number);
  // Without rounding, 1.1h would be a little more than 66 minutes.
  return Number(ms.toPrecision(EXACT_DIGITS));
};

export type DurationOption = Option<number> & { readonly input?: Duration };

/** A duration between `minimum` and `maximum`, both included. The configuration holds milliseconds. */
export const durationOption = (
  row: Pick<Option<number>, 'env' | 'description'> & { readonly fallback: Duration },
  minimum: Duration,
  maximum: Duration,
): DurationOption => {
  const check = (value: unknown): number => {
    const ms = durationMs(value);
    if (ms < durationMs(minimum) || ms > durationMs(maximum)) {
      throw new OptionError(`is outside ${minimum} to ${maximum}`);
    }
    return ms;
  };
  return {
    ...row,
    fallback: durationMs(row.fallback),
    shape: `a duration from ${minimum} to ${maximum}`,
    example: String(row.fallback),
    parse: check,
    accept: check,
  };
};
