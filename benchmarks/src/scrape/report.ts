import { median } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import type { Scraped } from './scraper.ts';

/** The longest of its kind in one scrape, in milliseconds. */
export interface Longest {
  readonly count: number;
  /** The lesser of the clock and of the process's CPU. */
  readonly heldMs: number;
  readonly clockMs: number;
}
export interface Scrape {
  readonly page: Scraped;
  /** From the start of an immediate to the end of what it set off. */
  readonly slices: Longest;
  /** From one turn of the event loop to the next. */
  readonly turns: Longest;
  /** Of the engine's garbage, which falls into some slice or other. */
  readonly longestCollectionMs: number;
}
export interface Run {
  readonly library: 'astrolabe' | 'prom-client';
  readonly type: 'counter' | 'histogram';
  readonly plain: Scrape[];
  readonly zipped: Scrape[];
}

/** What a scrape may hold the event loop for. */
const TARGET_MS = 2;
/** 15 edges, the one above them, the sum and the count. */
const LINES_OF_A_HISTOGRAM = 18;

export const toTable = (runs: readonly Run[], series: number): string => {
  const head = [
    '',
    'page',
    'encoding',
    'bytes',
    'total ms',
    'slices',
    'longest slice ms',
    'longest turn ms',
    'longest GC ms',
  ];
  const rows = runs.flatMap((run) =>
    [run.plain, run.zipped].map((scrapes) => {
      const { bytes, gzipped, samples } = (scrapes[0] as Scrape).page;
      return [
        run.library,
        `${grouped(samples)} lines`,
        gzipped ? 'gzip' : 'plain',
        grouped(bytes),
        fixed(median(scrapes.map(({ page }) => page.durationMs)), 0),
        grouped(median(scrapes.map(({ slices }) => slices.count))),
        longest(scrapes, 'slices'),
        longest(scrapes, 'turns'),
        fixed(Math.max(...scrapes.map(({ longestCollectionMs }) => longestCollectionMs)), 2),
      ];
    }),
  );
  return `${table(head, rows)}\n${explanation(series, runs[0]?.plain.length ?? 0)}`;
};

const longest = (scrapes: readonly Scrape[], what: 'slices' | 'turns'): string => {
  const held = Math.max(...scrapes.map((scrape) => scrape[what].heldMs));
  const clock = Math.max(...scrapes.map((scrape) => scrape[what].clockMs));
  return what === 'slices' && scrapes.every(({ slices }) => slices.count === 0)
    ? '–'
    : `${fixed(held, 2)} (${fixed(clock, 2)})`;
};

const explanation = (series: number, scrapes: number): string =>
  `${grouped(series)} series; the longest of ${scrapes} scrapes, other processes left out (by the clock in brackets).\n` +
  `Target for astrolabe: no slice over ${TARGET_MS} ms.\n`;

/** What was not as it has to be. */
export const complaints = (runs: readonly Run[], series: number): string[] =>
  runs.flatMap((run) => [...run.plain, ...run.zipped].flatMap((scrape) => complaint(run, scrape, series) ?? []));

const complaint = ({ library, type }: Run, { page, slices, turns }: Scrape, series: number): string | undefined => {
  const lines = type === 'histogram' ? series * LINES_OF_A_HISTOGRAM : series;
  if (page.status !== 200) return `${library} answered ${page.status}`;
  if (page.samples !== lines) return `${library} showed ${page.samples} of ${lines} lines of the ${type}`;
  if (library !== 'astrolabe') return undefined;
  if (turns.count === 0) return 'the probe saw no turn of the event loop';
  return slices.heldMs > TARGET_MS
    ? `${library} held the event loop for ${fixed(slices.heldMs, 2)} ms in one slice of the ${type}; the target is ${TARGET_MS} ms`
    : undefined;
};
