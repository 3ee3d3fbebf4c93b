import { parseArgs } from 'node:util';
import { count } from '../flags.ts';
import { COLLECTORS } from './verdict.ts';

export interface CollectorOptions {
  /** Requests in a turn of one bot. */
  readonly requests: number;
  /** A second. */
  readonly rate: number;
  readonly rounds: number;
  /** The part of all transactions that is kept and sent: by default a tenth, ten times as many as by Astrolabe's. */
  readonly ratio: string;
  readonly json: boolean;
  /** The negative control: a bot that is held up where spans are lost. */
  readonly hold: boolean;
  /** Another one: a bot whose queue takes all that comes. */
  readonly unbounded: boolean;
}

const MS_A_MINUTE = 60_000;
/** With the build, a package manager before it and the ends of the bots behind it, the whole takes less than 55 seconds. */
const QUICK = { minutes: 0.35, requests: '1000' };
const FULL = { minutes: 4, requests: '4000' };
/** The heap is read after a third of them. */
const LEAST_ROUNDS = 3;

/** @throws Error for a wrong flag, with its remedy */
export const parseCollectorOptions = (flags: string[]): CollectorOptions => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      rounds: { type: 'string' },
      rate: { type: 'string', default: '2000' },
      requests: { type: 'string' },
      ratio: { type: 'string', default: '0.1' },
      hold: { type: 'boolean', default: false },
      unbounded: { type: 'boolean', default: false },
    },
  });
  const { minutes, requests: defaultRequests } = values.quick ? QUICK : FULL;
  const rate = count('rate', values.rate);
  const requests = count('requests', values.requests ?? defaultRequests);
  const roundMs = (COLLECTORS.length * requests * 1_000) / rate;
  const withinMs = (values.minutes === undefined ? minutes : count('minutes', values.minutes)) * MS_A_MINUTE;
  const fitting = Math.max(LEAST_ROUNDS, Math.floor(withinMs / roundMs));
  return {
    requests,
    rate,
    rounds: values.rounds === undefined ? fitting : count('rounds', values.rounds, LEAST_ROUNDS),
    ratio: values.ratio,
    json: values.json,
    hold: values.hold,
    unbounded: values.unbounded,
  };
};
