import { buildPackages } from '../built-packages.ts';
import { OTHER_CPU, ordinaryReason, unpinnedReason } from '../processes/pinning.ts';
import { startProcess } from '../processes/process.ts';
import { inTurns } from '../timing/rounds.ts';
import { type ExportingBot, type Surroundings, startExportingBot } from './exporting-bot.ts';
import { type CollectorOptions, parseCollectorOptions } from './options.ts';
import { toJson, toTable } from './report.ts';
import { type BotResult, COLLECTORS, complaints, OUTAGES, whyNotJudged } from './verdict.ts';

/** Before some 17,000 requests the engine is still compiling; and after so many the queue is full, with a tenth kept. */
const WARM_UP_REQUESTS = 24_000;
/** What is alive at first is read after this part of the rounds. */
const FIRST_PART = 1 / 3;

/** What the user of a bot feels of a collector that is away, hangs or refuses, and what the bot keeps of it. */
export const collector = async (flags: string[]): Promise<boolean> => {
  const options = parseCollectorOptions(flags);
  if (unpinnedReason !== undefined) console.error(`Not pinned, so expect more noise: ${unpinnedReason}.`);
  const ordinary = ordinaryReason();
  if (ordinary !== undefined) console.error(`Not before other processes, so expect more noise: ${ordinary}.`);
  buildPackages();
  const results = await measure(options);
  console.log(options.json ? toJson(results) : toTable(results, options));
  const wrong = complaints(results);
  for (const line of wrong) console.error(`bench collector: ${line}`);
  for (const line of OUTAGES.flatMap((name) => whyNotJudged(results, name) ?? []))
    console.error(`bench collector: ${line}`);
  return wrong.length === 0;
};

const measure = async (options: CollectorOptions): Promise<BotResult[]> => {
  const start = (script: string) =>
    startProcess({ script: new URL(script, import.meta.url), cpu: OTHER_CPU, isUrgent: true });
  const surroundings: Surroundings = { generator: start('../load/generator.ts'), collectors: start('collectors.ts') };
  const bots: ExportingBot[] = [];
  try {
    for (const name of COLLECTORS) {
      const bot = await startExportingBot(name, options, surroundings);
      await bot.warmUp(WARM_UP_REQUESTS);
      bots.push(bot);
    }
    return await compare(bots, options);
  } finally {
    await Promise.all(Object.values(surroundings).map((each) => each.stop()));
  }
};

/** All bots in turns, in another order each round. */
const compare = async (bots: readonly ExportingBot[], { rounds, requests }: CollectorOptions): Promise<BotResult[]> => {
  const firstReading = Math.floor(rounds * FIRST_PART);
  const readings = [firstReading, rounds - 1];
  const { taken } = await inTurns(
    bots,
    { warmUp: 0, rounds, withinMs: Number.POSITIVE_INFINITY },
    async (bot, round) => {
      const latencies = await bot.run(requests);
      return { ...latencies, bytes: readings.includes(round) ? await bot.heap() : Number.NaN };
    },
  );
  return Promise.all(
    bots.map(async (bot) => {
      const turns = taken.get(bot) ?? [];
      const [first = Number.NaN, last = Number.NaN] = readings.map((round) => turns[round]?.bytes);
      return { ...(await bot.finish()), turns, heap: { first, last } };
    }),
  );
};
