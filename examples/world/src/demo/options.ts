import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './fault.ts';
import { BOTS, type BotName } from './stage.ts';

export interface DemoOptions {
  readonly bot: BotName;
  /** Undefined: until Ctrl-C. */
  readonly seconds: number | undefined;
  /** Messages of users per second. */
  readonly rate: number;
  /** 0: any free one. */
  readonly port: number;
  readonly seed: number;
  readonly json: boolean;
  /** Made wrong on purpose: the self-check has to fail. */
  readonly fault: Fault | undefined;
  readonly help: boolean;
}

export const USAGE = `pnpm demo [options]

  --bot NAME    the bot: ${BOTS.join(' or ')} (express)
  --seconds N   ends by itself after N seconds; without it, Ctrl-C ends it
  --rate N      messages of users per second, 0.1 to 1000 (20)
  --port N      the bot's port (any free one)
  --seed N      what chance draws from: the same seed, the same trouble (1)
  --json        prints one object as the last line
  --fault NAME  makes one thing wrong, which the comparison has to find:
                ${FAULTS.join(', ')}
  --drop-one    the same as --fault drop-one
  --help        prints this`;

/** Wrong arguments: which, why, and what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export const readOptions = (args: readonly string[]): DemoOptions => {
  const { bot, seconds, rate, port, seed, json, help, fault, 'drop-one': dropOne } = parse(args);
  return {
    bot: oneOf('--bot', bot, BOTS),
    seconds: seconds === undefined ? undefined : number('--seconds', seconds, 1, 86_400),
    rate: number('--rate', rate, 0.1, 1_000),
    port: whole('--port', number('--port', port, 0, 65_535)),
    seed: whole('--seed', number('--seed', seed, 0, 2 ** 32 - 1)),
    json,
    fault: dropOne ? 'drop-one' : fault === undefined ? undefined : oneOf('--fault', fault, FAULTS),
    help,
  };
};

const parse = (args: readonly string[]) => {
  try {
    const { values } = parseArgs({
      // pnpm passes on the `--` that other package managers want.
      args: args.filter((argument) => argument !== '--'),
      options: {
        bot: { type: 'string', default: 'express' },
        seconds: { type: 'string' },
        rate: { type: 'string', default: '20' },
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        fault: { type: 'string' },
        'drop-one': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const number = (name: string, text: string, least: number, most: number): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} ${JSON.stringify(text)} is not a number from ${least} to ${most}`);
};

const whole = (name: string, value: number): number => {
  if (Number.isInteger(value)) return value;
  throw new UsageError(`${name} ${value} is not a whole number`);
};

const oneOf = <T extends string>(name: string, text: string, values: readonly T[]): T => {
  const value = values.find((each) => each === text);
  if (value !== undefined) return value;
  throw new UsageError(`${name} ${JSON.stringify(text)} is not one of ${values.join(', ')}`);
};
