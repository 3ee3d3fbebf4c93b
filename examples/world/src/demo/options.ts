import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Undefined: until Ctrl-C. */
  readonly seconds: number | undefined;
  /** Messages of users per second. */
  readonly rate: number;
  /** 0: any free one. */
  readonly port: number;
  readonly json: boolean;
  readonly dropOne: boolean;
  readonly help: boolean;
}

export const USAGE = `pnpm demo [options]

  --seconds N   ends by itself after N seconds; without it, Ctrl-C ends it
  --rate N      messages of users per second, 0.1 to 1000 (20)
  --port N      the bot's port (any free one)
  --json        prints one object as the last line
  --drop-one    enters one request too many in the world's books: the comparison has to fail
  --help        prints this`;

/** Wrong arguments: which, why, and what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export const readOptions = (args: readonly string[]): DemoOptions => {
  const { seconds, rate, port, json, help, 'drop-one': dropOne } = parse(args);
  return {
    seconds: seconds === undefined ? undefined : number('--seconds', seconds, 1, 86_400),
    rate: number('--rate', rate, 0.1, 1_000),
    port: whole('--port', number('--port', port, 0, 65_535)),
    json,
    dropOne,
    help,
  };
};

const parse = (args: readonly string[]) => {
  try {
    const { values } = parseArgs({
      // pnpm passes on the `--` that other package managers want.
      args: args.filter((argument) => argument !== '--'),
      options: {
        seconds: { type: 'string' },
        rate: { type: 'string', default: '20' },
        port: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
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
