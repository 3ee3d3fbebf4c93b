import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { addedTo, rotated, spread } from '../statistics.ts';
import { fixed, table } from '../table.ts';
import { BYTES_PER_MEGABYTE, complaints, type Reading } from './verdict.ts';

const instrument = (file: string) => new URL(`../../servers/instruments/${file}`, import.meta.url);
const fixture = (name: string) => new URL(`../../fixtures/${name}/register.cjs`, import.meta.url);

interface Starter {
  readonly title: string;
  readonly instrument: URL;
  /** It sends what it counts away: only the others are asked for it. */
  readonly preloaded?: true;
}
const BARE: Starter = { title: 'bare', instrument: instrument('bare.cjs') };
const ASTROLABE: Starter = { title: 'astrolabe', instrument: instrument('astrolabe.mjs') };
/** The negative controls: nothing of it is on, and it takes its time. */
const OFF: Starter = { title: 'astrolabe', instrument: instrument('off.cjs') };
const SLOW: Starter = { title: 'astrolabe', instrument: instrument('slow-start.mjs') };
const OTHERS: readonly Starter[] = [
  { title: 'prom-client', instrument: instrument('prom-client.cjs') },
  { title: 'OpenTelemetry 2.12', instrument: fixture('otel-2'), preloaded: true },
  { title: 'OpenTelemetry 3.1', instrument: fixture('otel-3'), preloaded: true },
];

const DEFAULT_ROUNDS = 21;

/** What each adds to the start of an Express bot, in fresh processes, in turns. */
export const startup = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      rounds: { type: 'string' },
      alone: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
      burden: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds ?? String(DEFAULT_ROUNDS));
  buildPackages();
  const own = values.sabotage ? OFF : values.burden ? SLOW : ASTROLABE;
  const readings = await readInTurns([BARE, own, ...(values.alone ? [] : OTHERS)], rounds);
  console.log(toTable(readings, rounds));
  const wrong = complaints(readings.get(BARE) ?? [], readings.get(own) ?? []);
  for (const line of wrong) console.error(`bench startup: ${line}`);
  return wrong.length === 0;
};

const readInTurns = async (starters: readonly Starter[], rounds: number): Promise<ReadonlyMap<Starter, Reading[]>> => {
  const readings = new Map<Starter, Reading[]>(starters.map((starter) => [starter, []]));
  const progress = createProgress();
  // The first of each fills the machine's file cache, and is not counted.
  for (const starter of starters) await read(starter);
  for (let round = 0; round < rounds; round++) {
    for (const starter of rotated(starters, round)) {
      progress.show(`round ${round + 1} of ${rounds}: ${starter.title}`);
      readings.get(starter)?.push(await read(starter));
    }
  }
  progress.done();
  return readings;
};

const read = async ({ instrument: file, preloaded }: Starter): Promise<Reading> => {
  const bot = startProcess({
    script: new URL('../../servers/starting-bot.mjs', import.meta.url),
    arguments: [file.pathname],
    nodeFlags: preloaded ? ['--require', file.pathname] : [],
    environment: { OTEL_SERVICE_NAME: 'benchmark' },
    cpu: MEASURED_CPU,
  });
  try {
    const reading = await bot.ask<Omit<Reading, 'counted'>>('reading');
    return preloaded ? reading : { ...reading, counted: await bot.ask<number>('counted') };
  } finally {
    await bot.stop();
  }
};

const MEASURES = [
  (reading: Reading) => reading.elapsedMs,
  (reading: Reading) => reading.cpuMs,
  (reading: Reading) => reading.residentBytes / BYTES_PER_MEGABYTE,
];

const toTable = (readings: ReadonlyMap<Starter, readonly Reading[]>, rounds: number): string => {
  const bare = readings.get(BARE) ?? [];
  const rows = [...readings].map(([starter, own]) => [
    starter.title,
    ...MEASURES.flatMap((measure) => {
      const values = own.map(measure);
      const { median, lowerQuartile, upperQuartile } = spread(
        starter === BARE ? values : addedTo(bare.map(measure), values),
      );
      const sign = starter === BARE ? '' : '+';
      return [`${sign}${fixed(median)}`, `${fixed(lowerQuartile)} … ${fixed(upperQuartile)}`];
    }),
  ]);
  const head = ['start', 'ms', 'middle half', 'CPU ms', 'middle half', 'RSS MB', 'middle half'];
  return `${table(head, rows)}\nMedians of ${rounds} fresh processes each; what is added is to the bare bot of the same round.\n`;
};
