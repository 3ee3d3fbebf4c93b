import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress, type Progress } from '../progress.ts';
import { addedTo, type Spread, spread } from '../statistics.ts';
import { fixed, table } from '../table.ts';
import { complaints, percent, type ResourcesResult, scrapeShare } from './verdict.ts';

/** Each has one sample in it, which comes every ten seconds. */
const WINDOW_SECONDS = 10;
const ROUNDS = 6;
/** The first sample comes a second and an interval after the start. */
const SAMPLED_WITHIN_SECONDS = 15;
const COLLECTIONS = 2_000;
const READS = 10;

/** What watching the resources costs a bot that waits, as a share of a core. */
export const resources = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      sabotage: { type: 'boolean', default: false },
      burden: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds ?? String(ROUNDS));
  const seconds = count('seconds', values.seconds ?? String(WINDOW_SECONDS));
  buildPackages();
  const result = await measure(values.sabotage ? 'without' : values.burden ? 'burden' : 'with', rounds, seconds);
  console.log(toTable(result, rounds));
  const wrong = complaints(result);
  for (const line of wrong) console.error(`bench resources: ${line}`);
  return wrong.length === 0;
};

const startBot = (how: string): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/watched-bot.cjs', import.meta.url),
    arguments: [how],
    nodeFlags: ['--expose-gc'],
    cpu: MEASURED_CPU,
  });

const measure = async (how: string, rounds: number, seconds: number): Promise<ResourcesResult> => {
  const [bare, own] = [startBot('without'), startBot(how)];
  const progress = createProgress();
  try {
    progress.show('waiting for the first sample');
    const sampled = await isSampled(own);
    const watching = await sharesOf(bare, own, rounds, seconds, progress);
    progress.show('scraping');
    const { micros } = await own.ask<{ micros: number }>('read', READS);
    return {
      sampled,
      watching,
      readMicros: micros,
      collectionMicros: await collectionsOf(bare, own, rounds, progress),
    };
  } finally {
    progress.done();
    await Promise.all([bare.stop(), own.stop()]);
  }
};

const isSampled = async (own: BenchmarkProcess): Promise<boolean> => {
  for (let second = 0; second < SAMPLED_WITHIN_SECONDS; second++) {
    if (await own.ask<boolean>('sampled')) return true;
    await wait(1_000);
  }
  return false;
};

/** Both wait at one time, so that whatever made waking dear made it dear for both. */
const sharesOf = async (
  bare: BenchmarkProcess,
  own: BenchmarkProcess,
  rounds: number,
  seconds: number,
  progress: Progress,
): Promise<Spread> => {
  const cpu = () => Promise.all([bare.ask<number>('cpu'), own.ask<number>('cpu')]);
  const shares: [bare: number[], own: number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    progress.show(`round ${round + 1} of ${rounds}: waiting`);
    const before = await cpu();
    const startMs = performance.now();
    await wait(seconds * 1_000);
    const micros = (performance.now() - startMs) * 1_000;
    const after = await cpu();
    shares[0].push((after[0] - before[0]) / micros);
    shares[1].push((after[1] - before[1]) / micros);
  }
  return spread(addedTo(...shares));
};

const collectionsOf = async (
  bare: BenchmarkProcess,
  own: BenchmarkProcess,
  rounds: number,
  progress: Progress,
): Promise<Spread> => {
  const micros: [bare: number[], own: number[]] = [[], []];
  // The first of each is colder than the others.
  await bare.ask('collect', COLLECTIONS);
  await own.ask('collect', COLLECTIONS);
  for (let round = 0; round < rounds; round++) {
    progress.show(`round ${round + 1} of ${rounds}: collecting garbage`);
    micros[0].push(await bare.ask<number>('collect', COLLECTIONS));
    micros[1].push(await own.ask<number>('collect', COLLECTIONS));
  }
  return spread(addedTo(...micros));
};

const toTable = ({ watching, readMicros, collectionMicros }: ResourcesResult, rounds: number): string => {
  const half = ({ lowerQuartile, upperQuartile }: Spread, show: (value: number) => string) =>
    `${show(lowerQuartile)} … ${show(upperQuartile)}`;
  const shares = [
    ['watching', percent(watching.median), half(watching, percent)],
    ['a scrape every 15 s', percent(scrapeShare(readMicros)), ''],
  ];
  return [
    table(['resources', 'of a core', 'middle half'], shares),
    `A scrape reads for ${fixed(readMicros, 0)} µs. A collection of garbage takes ${fixed(collectionMicros.median)} µs ` +
      `longer (${half(collectionMicros, fixed)}). CPU; medians of ${rounds} rounds.\n`,
  ].join('\n');
};
