import { parseArgs } from 'node:util';
import { count } from '../flags.ts';
import type { RoundsOptions } from './rounds.ts';

/** Of a benchmark that times single operations. */
export interface TimingOptions extends RoundsOptions {
  /** How often an operation is done in each round. */
  readonly times: number;
  readonly json: boolean;
  /** The negative controls: ours take two microseconds longer, or what is said to be sent is not. */
  readonly burden: boolean;
  readonly sabotage: boolean;
}

const WARM_UP_ROUNDS = 5;
/** With the build and a package manager before it, the whole takes less than 55 seconds. */
const QUICK_WITHIN_MS = 30_000;

/** @throws Error for a wrong flag, with its remedy */
export const parseTimingOptions = (flags: string[], defaultTimes: number, leastTimes: number): TimingOptions => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      times: { type: 'string' },
      burden: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
    },
  });
  const { quick, json, burden, sabotage, seconds } = values;
  return {
    warmUp: WARM_UP_ROUNDS,
    rounds: count('rounds', values.rounds ?? (quick ? '25' : '60')),
    times: count('times', values.times ?? String(defaultTimes), leastTimes),
    withinMs: withinMsOf(seconds, quick),
    json,
    burden,
    sabotage,
  };
};

const withinMsOf = (seconds: string | undefined, quick: boolean): number => {
  if (seconds !== undefined) return count('seconds', seconds) * 1_000;
  return quick ? QUICK_WITHIN_MS : Number.POSITIVE_INFINITY;
};
