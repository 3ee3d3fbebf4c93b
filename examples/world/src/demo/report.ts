import type { BooksPage } from '../books/books.ts';
import type { BotReading } from './bot-reading.ts';
import { type Comparison, isEqual } from './comparison.ts';
import { milliseconds, percentiles } from './live-line.ts';

export interface Run {
  readonly books: BooksPage;
  readonly bot: BotReading;
  readonly comparisons: readonly Comparison[];
}

/** Beyond this the schedule was another than the one that was asked for. */
const MOST_SLIP_SECONDS = 0.05;

/** Beyond this two processes of the machine see different times. */
const LONGEST_WAY_SECONDS = 0.05;

/** Whether all was measured right, in a run that was what it said. */
export const isRight = (run: Run): boolean => isValid(run.books) && run.comparisons.every(isEqual);

const isValid = (books: BooksPage): boolean =>
  books.skipped === 0 && books.slipSeconds <= MOST_SLIP_SECONDS && longestWay(books) <= LONGEST_WAY_SECONDS;

/** What is allowed for in a comparison has an end: beyond it, the comparison would find nothing. */
const longestWay = ({ waySeconds, wayBackSeconds }: BooksPage): number => Math.max(waySeconds, wayBackSeconds);

/** The world's books beside the bot's, and a sentence that says what they come to. */
export const table = (run: Run): string => {
  const { books, bot, comparisons } = run;
  const width = Math.max(...comparisons.map(({ name }) => name.length));
  const line = (name: string, world: string, said: string, mark: string) =>
    `  ${name.padEnd(width)}  ${world.padStart(9)}  ${said.padStart(9)}  ${mark}`.trimEnd();
  return [
    '',
    line('', 'world', '/metrics', ''),
    ...comparisons.map((each) => line(each.name, shown(each.world, each), shown(each.bot, each), markOf(each))),
    '',
    `  as users felt it: reply ${percentiles(books.reply)} (p50/p95), ack ${percentiles(books.ack)}`,
    `  the schedule was late by ${milliseconds(books.slipSeconds)} (p95), the way to the bot and back took ` +
      `${milliseconds(longestWay(books))} (p95)`,
    `  ${overhead(bot)}`,
    `  /health says ${bot.healthStatus}`,
    '',
    verdict(run),
  ].join('\n');
};

const shown = (value: number | undefined, { unit }: Comparison): string => {
  if (value === undefined) return 'none';
  return unit === 'count' ? String(value) : milliseconds(value);
};

const markOf = (comparison: Comparison): string => {
  if (!isEqual(comparison)) return '≠';
  return comparison.tolerance === 0 ? '=' : '≈';
};

/** The default of `ASTROLABE_OVERHEAD_BUDGET`, which the bot of the demo does not have. */
const DEFAULT_BUDGET = 0.02;

const overhead = ({ overheadMicrosPerRequest, overheadShare }: BotReading): string => {
  if (overheadMicrosPerRequest === undefined) return 'Astrolabe keeps no account of its own cost';
  const cost = `Astrolabe cost ${overheadMicrosPerRequest.toFixed(1)} µs per request`;
  const account = 'by its own account';
  if (overheadShare === undefined) return `${cost}, ${account}`;
  const isTooMuch =
    overheadShare > DEFAULT_BUDGET ? '; more than the 2 % of its default budget, which are not in force here' : '';
  return `${cost}, ${(overheadShare * 100).toFixed(1)} % of the CPU time of the bot, ${account}${isTooMuch}`;
};

const verdict = ({ books, comparisons }: Run): string => {
  const different = comparisons.filter((each) => !isEqual(each));
  const sentences = different.map(
    (each) => `${each.name}: the world has ${shown(each.world, each)}, the bot ${shown(each.bot, each)}`,
  );
  const equality =
    different.length === 0
      ? `Equal: all ${comparisons.length} numbers are what the world counted.`
      : `Different: ${sentences.join('; ')}.`;
  return isValid(books) ? equality : `${invalidity(books)}\n${equality}`;
};

const invalidity = (books: BooksPage): string =>
  `Invalid: this machine could not keep up: the schedule was late by ${milliseconds(books.slipSeconds)} (p95; at most ` +
  `${milliseconds(MOST_SLIP_SECONDS)}), the way to the bot and back took ${milliseconds(longestWay(books))} (p95; at ` +
  `most ${milliseconds(LONGEST_WAY_SECONDS)}), and ${books.skipped} webhooks were left out (none); try a lower ` +
  '--rate, or when the machine has less to do.';

/** The same as one object; durations are in seconds, and null where nothing was measured. */
export const summary = (run: Run): object => {
  const { books, bot, comparisons } = run;
  return {
    messages: books.messages,
    replies: books.replies,
    replyP50Seconds: books.reply.p50 ?? null,
    replyP95Seconds: books.reply.p95 ?? null,
    ackP50Seconds: books.ack.p50 ?? null,
    ackP95Seconds: books.ack.p95 ?? null,
    unanswered: books.unanswered,
    requests: books.requests.reduce((sum, { count }) => sum + count, 0),
    requestP95Seconds: bot.requestP95Seconds ?? null,
    errors: books.errors,
    duplicates: books.duplicates,
    overheadMicrosPerRequest: bot.overheadMicrosPerRequest ?? null,
    overheadShare: bot.overheadShare ?? null,
    healthStatus: bot.healthStatus,
    seconds: books.seconds,
    slipSeconds: books.slipSeconds,
    waySeconds: longestWay(books),
    valid: isValid(books),
    equal: comparisons.every(isEqual),
    different: comparisons.filter((each) => !isEqual(each)).map(difference),
  };
};

const difference = ({ name, world, bot }: Comparison): object => ({ name, world: world ?? null, bot: bot ?? null });
