import type { Latencies } from '../load/steady.ts';
import { type Spread, spread } from '../statistics.ts';
import { fixed, grouped, middleHalf } from '../table.ts';

/** The first two have a collector, and are the same: how far they are apart is how far the measure can be trusted. */
export const COLLECTORS = ['healthy', 'healthy too', 'away', 'hanging', 'refusing'] as const;
export type CollectorName = (typeof COLLECTORS)[number];
export const CONTROL: CollectorName = 'healthy too';
export const OUTAGES = ['away', 'hanging', 'refusing'] as const satisfies readonly CollectorName[];

/** One bot, from its first request to its end. */
export interface BotResult {
  readonly collector: CollectorName;
  /** A turn each round. */
  readonly turns: readonly Latencies[];
  readonly sent: number;
  /** By its own metrics, at its end: requests, transactions that were kept, and what became of their spans. */
  readonly counted: number;
  readonly kept: number;
  readonly exported: number;
  readonly dropped: number;
  /** Spans that waited for the collector when the last request was answered. */
  readonly waiting: number;
  /** 3 is all of it. */
  readonly level: number;
  /** Spans that its collector has taken. */
  readonly arrived: number;
  /** Bytes alive after a third of the rounds and after all. */
  readonly heap: { readonly first: number; readonly last: number };
}

const FULL_LEVEL = 3;
/** The most that may wait, by default. */
export const QUEUE_SIZE = 2_048;
/** What the p99 may be, of that with a collector. */
export const ALLOWED_TIMES = 1.05;
/**
 * More than the feedback of the optimiser takes in a young process. One span that is read and waits to be sent takes a
 * kilobyte, so a queue without a bound would take this for two thousand of them.
 */
export const HEAP_TOLERANCE = 2 * 1024 * 1024;

/** The p99 of one bot, round by round, as so many times that of the two healthy ones together, or of the first of them. */
export const timesOf = (results: readonly BotResult[], collector: CollectorName): Spread => {
  const p99s = (name: CollectorName) =>
    results.find((each) => each.collector === name)?.turns.map(({ p99 }) => p99) ?? [];
  const [first, second] = [p99s('healthy'), p99s(CONTROL)];
  const reference = (round: number): number =>
    collector === CONTROL
      ? (first[round] ?? Number.NaN)
      : ((first[round] ?? Number.NaN) + (second[round] ?? Number.NaN)) / 2;
  return spread(p99s(collector).map((p99, round) => p99 / reference(round)));
};

/** What was not as it has to be. */
export const complaints = (results: readonly BotResult[]): string[] => [
  ...results.flatMap((result) => doubts(result).map((what) => `${result.collector}: ${what}`)),
  ...OUTAGES.flatMap((collector) => slower(results, collector)),
];

/** What was not recorded as it has to be, or held on to. */
const doubts = (result: BotResult): string[] => {
  const { collector, sent, counted, kept, exported, dropped, waiting, arrived, level, heap } = result;
  const isOutage = OUTAGES.some((outage) => outage === collector);
  const grown = heap.last - heap.first;
  const wrong: (string | false)[] = [
    counted !== sent && `counted ${grouped(counted)} of ${grouped(sent)} requests`,
    level !== FULL_LEVEL && 'was not at the full level',
    kept !== exported + dropped &&
      `${grouped(kept)} transactions were kept, ${grouped(exported)} exported, and ${grouped(dropped)} counted as dropped`,
    arrived !== exported && `${grouped(exported)} were exported, and ${grouped(arrived)} arrived`,
    !isOutage && exported === 0 && 'nothing was exported: there was no collector to compare with',
    isOutage && exported > 0 && `${grouped(exported)} were exported: there was no outage`,
    isOutage && dropped === 0 && 'nothing was dropped: there was no outage',
    waiting > QUEUE_SIZE && `${grouped(waiting)} spans waited to be sent; at most ${grouped(QUEUE_SIZE)} may`,
    isOutage &&
      grown > HEAP_TOLERANCE &&
      `the heap grew by ${grouped(grown)} bytes; the tolerance is ${grouped(HEAP_TOLERANCE)}`,
  ];
  return wrong.filter((each) => each !== false);
};

/**
 * A p99 that was longer in three of four rounds, by more than is allowed and by more than two healthy bots were apart in such
 * a round: a busy machine is not to be taken for a slow bot.
 */
const slower = (results: readonly BotResult[], collector: CollectorName): string[] => {
  const { lowerQuartile } = timesOf(results, collector);
  if (lowerQuartile <= certainlyLonger(results)) return [];
  return [
    `${collector}: the p99 was ${fixed(lowerQuartile, 3)} times that with a collector or more in three of four rounds; at ` +
      `most ${ALLOWED_TIMES} are allowed`,
  ];
};

const certainlyLonger = (results: readonly BotResult[]): number =>
  Math.max(ALLOWED_TIMES, timesOf(results, CONTROL).upperQuartile);

/** Whether two healthy bots were further apart, in one round of four, than an outage may set them. */
const isNoisy = (results: readonly BotResult[]): boolean => {
  const { lowerQuartile, upperQuartile } = timesOf(results, CONTROL);
  return upperQuartile > ALLOWED_TIMES || lowerQuartile < 1 / ALLOWED_TIMES;
};

/** Why there is no verdict on a p99: its median is above what is allowed, or nobody could tell; undefined where there is one. */
export const whyNotJudged = (results: readonly BotResult[], collector: CollectorName): string | undefined => {
  const { median, lowerQuartile } = timesOf(results, collector);
  if (lowerQuartile > certainlyLonger(results)) return undefined;
  if (median <= ALLOWED_TIMES && !isNoisy(results)) return undefined;
  const apart = middleHalf(timesOf(results, CONTROL), 3);
  return `no verdict on the p99 of ${collector}: it was × ${fixed(median, 3)}, and two healthy ones were × ${apart} apart`;
};
