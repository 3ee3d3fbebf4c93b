import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { OPPONENTS, VARIANTS, type Variant, type VariantName } from '../overhead/variants.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { addedTo, rotated, type Spread, spread } from '../statistics.ts';
import { fixed, table } from '../table.ts';
import { BYTES_PER_MEGABYTE, complaints, type Reading } from './verdict.ts';

const instrument = (file: string) => new URL(`../../servers/instruments/${file}`, import.meta.url);

interface Starter extends Pick<Variant, 'name' | 'title' | 'instrument' | 'preload' | 'environment'> {}
const BARE: Starter = VARIANTS.bare;
const ASTROLABE: Starter = { ...VARIANTS.astrolabe, instrument: instrument('astrolabe.mjs') };
/** The negative controls: nothing of it is on, and it takes its time. */
const OFF: Starter = { ...ASTROLABE, instrument: instrument('off.cjs') };
const SLOW: Starter = { ...ASTROLABE, instrument: instrument('slow-start.mjs') };
/** The ratio of traces changes nothing in a start. */
const OTHERS: readonly Starter[] = OPPONENTS.filter((name) => name !== 'sentry-traces').map((name) => VARIANTS[name]);

const DEFAULT_ROUNDS = 21;

/** What each adds to the start of an Express bot, in fresh processes, in turns. */
export const startup = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      json: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
      burden: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds ?? String(DEFAULT_ROUNDS));
  buildPackages();
  const own = values.sabotage ? OFF : values.burden ? SLOW : ASTROLABE;
  const withinMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : count('seconds', values.seconds) * 1_000;
  const readings = await readInTurns([BARE, own, ...(values.alone ? [] : OTHERS)], rounds, withinMs);
  console.log(values.json ? JSON.stringify(figuresOf(readings)) : toTable(readings));
  const wrong = complaints(readings.get(BARE) ?? [], readings.get(own) ?? []);
  for (const line of wrong) console.error(`bench startup: ${line}`);
  return wrong.length === 0;
};

/** No round but the first begins later than `withinMs` from the start of this process. */
const readInTurns = async (
  starters: readonly Starter[],
  rounds: number,
  withinMs: number,
): Promise<ReadonlyMap<Starter, Reading[]>> => {
  const readings = new Map<Starter, Reading[]>(starters.map((starter) => [starter, []]));
  const progress = createProgress();
  // The first of each fills the machine's file cache, and is not counted.
  for (const starter of starters) await read(starter);
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && performance.now() > withinMs) break;
    for (const starter of rotated(starters, round)) {
      progress.show(`round ${round + 1} of ${rounds}: ${starter.title}`);
      readings.get(starter)?.push(await read(starter));
    }
  }
  progress.done();
  return readings;
};

const read = async ({ instrument: file, preload, environment }: Starter): Promise<Reading> => {
  const bot = startProcess({
    script: new URL('../../servers/starting-bot.mjs', import.meta.url),
    arguments: [file.pathname],
    nodeFlags: preload === undefined ? [] : [preload, file.pathname],
    // Nobody listens there: what is sent after the start is not of it.
    environment: { OTEL_SERVICE_NAME: 'benchmark', BENCHMARK_SINK: 'http://127.0.0.1:9', ...environment },
    cpu: MEASURED_CPU,
  });
  try {
    const reading = await bot.ask<Omit<Reading, 'counted'>>('reading');
    // What is preloaded sends what it counts away: only the others are asked for it.
    return preload !== undefined ? reading : { ...reading, counted: await bot.ask<number>('counted') };
  } finally {
    await bot.stop();
  }
};

const MEASURES = [
  (reading: Reading) => reading.elapsedMs,
  (reading: Reading) => reading.cpuMs,
  (reading: Reading) => reading.residentBytes / BYTES_PER_MEGABYTE,
];

/** Medians of what is added to the bare bot of the same round; of `bare`, what it takes itself. */
export type StartupFigures = Readonly<
  Partial<Record<VariantName, { readonly ms: number; readonly cpuMs: number; readonly megabytes: number }>>
>;

const spreadsOf = (readings: ReadonlyMap<Starter, readonly Reading[]>, starter: Starter): Spread[] => {
  const bare = readings.get(BARE) ?? [];
  const own = readings.get(starter) ?? [];
  return MEASURES.map((measure) =>
    spread(starter === BARE ? own.map(measure) : addedTo(bare.map(measure), own.map(measure))),
  );
};

const figuresOf = (readings: ReadonlyMap<Starter, readonly Reading[]>): StartupFigures =>
  Object.fromEntries(
    [...readings.keys()].map((starter) => {
      const [ms = Number.NaN, cpuMs = Number.NaN, megabytes = Number.NaN] = spreadsOf(readings, starter).map(
        ({ median }) => Math.round(median * 10) / 10,
      );
      return [starter.name, { ms, cpuMs, megabytes }];
    }),
  );

const toTable = (readings: ReadonlyMap<Starter, readonly Reading[]>): string => {
  const rows = [...readings.keys()].map((starter) => {
    const sign = starter === BARE ? '' : '+';
    const cells = spreadsOf(readings, starter).flatMap(({ median, lowerQuartile, upperQuartile }) => [
      `${sign}${fixed(median)}`,
      `${fixed(lowerQuartile)} … ${fixed(upperQuartile)}`,
    ]);
    return [starter.title, ...cells];
  });
  const rounds = readings.get(BARE)?.length ?? 0;
  const head = ['start', 'ms', 'middle half', 'CPU ms', 'middle half', 'RSS MB', 'middle half'];
  return `${table(head, rows)}\nMedians of ${rounds} fresh processes each; what is added is to the bare bot of the same round.\n`;
};
