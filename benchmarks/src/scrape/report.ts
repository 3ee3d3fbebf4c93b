import { median } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import type { Scraped } from './scraper.ts';

/** The longest of its kind in one scrape, in milliseconds. */
export interface Longest {
  readonly count: number;
  /** The lesser of the clock and of the process's CPU. */
  readonly heldMs: number;
}
export interface Scrape {
  readonly page: Scraped;
  /** From the start of an immediate to the end of what it set off; `ownMs` leaves out collections of garbage. */
  readonly slices: Longest & { readonly ownMs: number };
  /** From one turn of the event loop to the next. */
  readonly turns: Longest;
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
    'with GC',
    'longest turn ms',
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
        longest(scrapes.map(({ slices }) => slices.ownMs)),
        longest(scrapes.map(({ slices }) => slices.heldMs)),
        longest(scrapes.map(({ turns }) => turns.heldMs)),
      ];
    }),
  );
  return `${table(head, rows)}\n${explanation(series, runs[0]?.plain.length ?? 0)}`;
};

/** In the most scrapes, and in the worst of them. */
const longest = (values: readonly number[]): string =>
  Math.max(...values) === 0 ? '–' : `${fixed(median(values), 2)} (${fixed(Math.max(...values), 2)})`;

const explanation = (series: number, scrapes: number): string =>
  `${grouped(series)} series; medians of ${scrapes} scrapes, and in brackets the worst of them.\n` +
  `Target for astrolabe: no slice over ${TARGET_MS} ms.\n`;

/** What was not as it has to be. */
export const complaints = (runs: readonly Run[], series: number): string[] =>
  runs.flatMap((run) => [
    ...[...run.plain, ...run.zipped].flatMap(({ page, turns }) => doubt(run, page, turns, series) ?? []),
    ...[run.plain, run.zipped].flatMap((scrapes) => tooLong(run, scrapes) ?? []),
  ]);

const doubt = ({ library, type }: Run, page: Scraped, turns: Longest, series: number): string | undefined => {
  const lines = type === 'histogram' ? series * LINES_OF_A_HISTOGRAM : series;
  if (page.status !== 200) return `${library} answered ${page.status}`;
  if (page.samples !== lines) return `${library} showed ${page.samples} of ${lines} lines of the ${type}`;
  return turns.count === 0 ? 'the probe saw no turn of the event loop' : undefined;
};

/** Slices of ours that are too long are so in every scrape; one that is not, tells that the others met a busy machine. */
const tooLong = ({ library, type }: Run, scrapes: readonly Scrape[]): string | undefined => {
  const ownMs = Math.min(...scrapes.map(({ slices }) => slices.ownMs));
  return library === 'astrolabe' && scrapes.length > 0 && ownMs > TARGET_MS
    ? `${library} held the event loop for ${fixed(ownMs, 2)} ms in one slice of the ${type}; the target is ${TARGET_MS} ms`
    : undefined;
};
