import type { TraceStateLike } from '../span-context.js';

/**
 * Consistent probability sampling: everybody who sees a trace compares the same 56 random bits with a threshold of their
 * own, so that what the stricter keeps, the milder keeps as well.
 * Source: OpenTelemetry, "TraceState: Probability Sampling" and "TraceState Handling".
 */

/** 56 bits. Of hex digits of one length, the order of the texts is that of the numbers. */
const DIGITS = 14;
const ALL = 2n ** 56n;
/** As OpenTelemetry recommends: shorter thresholds make shorter headers. */
const PRECISION_DIGITS = 4;
/** What OpenTelemetry writes into `tracestate` is under one key, with parts of its own. */
const KEY = 'ot';
const MAX_VALUE = 256;
const THRESHOLD = /^[0-9a-f]{1,14}$/i;
const RANDOMNESS = /^[0-9a-f]{14}$/i;
const PART_KEY = /^[a-z][a-z0-9]*$/;
const PART_VALUE = /^[\w.-]*$/;

/** 14 hex digits: a trace is rejected when its randomness is below it. */
export type Threshold = string;

/** What the tracing systems along the way have said of a trace's sampling. */
export interface SamplingState {
  /** What those before have kept it by; undefined where the probability is not known. */
  readonly threshold: Threshold | undefined;
  /** 14 hex digits that were chosen for the trace, where its id is not random. */
  readonly randomness: string | undefined;
}

const NOTHING_SAID: SamplingState = { threshold: undefined, randomness: undefined };

/** Reads `ot=th:…;rv:…`; of a part that cannot be read, nothing was said. */
export const readSampling = (tracestate: TraceStateLike | undefined): SamplingState => {
  const parts = partsOf(tracestate);
  if (parts.size === 0) return NOTHING_SAID;
  const threshold = parts.get('th') ?? '';
  const randomness = parts.get('rv') ?? '';
  return {
    threshold: THRESHOLD.test(threshold) ? threshold.toLowerCase().padEnd(DIGITS, '0') : undefined,
    randomness: RANDOMNESS.test(randomness) ? randomness.toLowerCase() : undefined,
  };
};

/** The threshold of a probability from 2^-56 to 1, to four significant digits; undefined for one that is none. */
export const thresholdOf = (probability: number): Threshold | undefined => {
  if (!(probability >= 2 ** -56 && probability <= 1)) return undefined;
  const rejected = ALL - BigInt(Math.round(probability * 2 ** 56));
  const exact = rejected.toString(16).padStart(DIGITS, '0');
  // Digits that are all f say how rare it is: they are no part of the precision.
  const leading = /^f*/.exec(exact)?.[0].length ?? 0;
  return rounded(exact, Math.min(DIGITS, leading + PRECISION_DIGITS));
};

/** The part of all traces that a threshold lets through. */
export const probabilityOf = (threshold: Threshold): number => Number(ALL - BigInt(`0x${threshold}`)) / 2 ** 56;

/** The 56 bits of a trace: those that were chosen for it, or else the last of its id. */
export const randomnessOf = (traceId: string, { randomness }: SamplingState): string =>
  randomness ?? traceId.slice(-DIGITS);

export const isSampled = (randomness: string, threshold: Threshold): boolean => randomness >= threshold;

/**
 * With the threshold that it was kept by, or without one where the probability is not known. What else is there stays,
 * `rv` above all; where that leaves no room, nothing is said of the threshold.
 */
export const writeThreshold = <T extends TraceStateLike>(tracestate: T, threshold: Threshold | undefined): T => {
  const others = [...partsOf(tracestate)].flatMap(([key, value]) => (key === 'th' ? [] : [`${key}:${value}`]));
  const own = threshold === undefined ? [] : [`th:${threshold.replace(/0+$/, '') || '0'}`];
  const all = [...own, ...others].join(';');
  const value = all.length > MAX_VALUE ? others.join(';') : all;
  // Whoever's it is, it gives back its like.
  return (value === '' ? tracestate.unset(KEY) : tracestate.set(KEY, value)) as T;
};

/** One part that cannot be read spoils all of them, as it is with `tracestate` itself. */
const partsOf = (tracestate: TraceStateLike | undefined): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>();
  for (const part of tracestate?.get(KEY)?.split(';') ?? []) {
    const separator = part.indexOf(':');
    const [key, value] = [part.slice(0, Math.max(0, separator)), part.slice(separator + 1)];
    if (!PART_KEY.test(key) || !PART_VALUE.test(value)) return new Map();
    if (!parts.has(key)) parts.set(key, value);
  }
  return parts;
};

/** The nearest number of so many digits; the one below where that would reject everything. */
const rounded = (digits: string, count: number): Threshold => {
  const unit = 16n ** BigInt(DIGITS - count);
  const value = BigInt(`0x${digits}`);
  const nearest = ((value + unit / 2n) / unit) * unit;
  return (nearest < ALL ? nearest : nearest - unit).toString(16).padStart(DIGITS, '0');
};
