import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { OTHER_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { complaints, type Run, type Scrape, toTable } from './report.ts';
import type { Scraped } from './scraper.ts';

const LIBRARIES = ['astrolabe', 'prom-client'] as const;
const TYPES = ['counter', 'histogram'] as const;
const TOKEN = 'benchmark-token';
const WARM_UP_SCRAPES = 3;

interface ScrapeOptions {
  readonly series: number;
  readonly scrapes: number;
  readonly hold: boolean;
}

/** What a scrape of many series takes, and for how long it holds the event loop. */
export const scrape = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: { series: { type: 'string' }, scrapes: { type: 'string' }, hold: { type: 'boolean', default: false } },
  });
  const series = count('series', values.series ?? '10000');
  const scrapes = count('scrapes', values.scrapes ?? '7');
  buildPackages();
  const scraper = startProcess({ script: new URL('scraper.ts', import.meta.url), cpu: OTHER_CPU });
  const progress = createProgress();
  const runs: Run[] = [];
  try {
    for (const type of TYPES) {
      for (const library of LIBRARIES) {
        progress.show(`${library}: a ${type} of ${series} series`);
        runs.push(await measure(library, type, { series, scrapes, hold: values.hold }, scraper));
      }
    }
  } finally {
    progress.done();
    await scraper.stop();
  }
  console.log(toTable(runs, series));
  const wrong = complaints(runs, series);
  for (const line of wrong) console.error(`bench scrape: ${line}`);
  return wrong.length === 0;
};

const measure = async (
  library: Run['library'],
  type: Run['type'],
  { series, scrapes, hold }: ScrapeOptions,
  scraper: BenchmarkProcess,
): Promise<Run> => {
  const bot = startProcess({
    script: new URL('../../servers/scraped-bot.cjs', import.meta.url),
    arguments: [library, type, String(series), ...(hold ? ['hold'] : [])],
    environment: { ASTROLABE_TOKEN: TOKEN, NODE_ENV: 'production' },
    // Not pinned: on one processor, V8's own threads would push the bot's aside for 4 ms at a time.
  });
  try {
    const port = await bot.ask<number>('port');
    const once = (gzip: boolean) => scraper.ask<Scraped>('scrape', { port, token: TOKEN, gzip });
    for (let warmUp = 0; warmUp < WARM_UP_SCRAPES; warmUp++) await once(warmUp % 2 === 0);
    const plain: Run['plain'] = [];
    const zipped: Run['zipped'] = [];
    for (let scraped = 0; scraped < scrapes; scraped++) {
      for (const [gzip, list] of [
        [false, plain],
        [true, zipped],
      ] as const) {
        await bot.ask('watch');
        const page = await once(gzip);
        list.push({ page, ...(await bot.ask<Omit<Scrape, 'page'>>('longest')) });
      }
    }
    return { library, type, plain, zipped };
  } finally {
    await bot.stop();
  }
};
