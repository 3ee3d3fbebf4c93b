import type { BooksPage } from '../books/books.ts';
import type { BotReading } from './bot-reading.ts';
import { milliseconds, percentiles } from './live-line.ts';
import { type Comparison, isEqual } from './self-check.ts';

export interface Run {
  readonly books: BooksPage;
  readonly bot: BotReading;
  readonly comparisons: readonly Comparison[];
}

/** The world's books beside the bot's, and a sentence that says what they come to. */
export const table = ({ books, bot, comparisons }: Run): string => {
  const width = Math.max(...comparisons.map(({ name }) => name.length));
  const line = (name: string, world: string | number, said: string | number, mark = '') =>
    `  ${name.padEnd(width)}  ${String(world).padStart(8)}  ${String(said).padStart(8)}  ${mark}`.trimEnd();
  return [
    '',
    line('', 'world', '/metrics'),
    ...comparisons.map((each) => line(each.name, each.world, each.bot, isEqual(each) ? '=' : '≠')),
    '',
    `  as the world saw it: ack ${percentiles(books.ack)}, reply ${percentiles(books.reply)} (p50/p95)`,
    `  as /metrics says: requests p95 ${milliseconds(bot.requestP95Seconds)}; /health says ${bot.healthStatus}`,
    ...(books.skipped > 0 ? [`  the world could not keep up, and did not send ${books.skipped} webhooks`] : []),
    '',
    verdict(comparisons),
  ].join('\n');
};

const verdict = (comparisons: readonly Comparison[]): string => {
  const different = comparisons.filter((each) => !isEqual(each));
  if (different.length === 0) return `Equal: all ${comparisons.length} numbers are what the world counted.`;
  const sentences = different.map(({ name, world, bot }) => `${name}: the world has ${world}, the bot ${bot}`);
  return `Different: ${sentences.join('; ')}.`;
};

/** The same as one object; durations are in seconds, and null where nothing was measured. */
export const summary = ({ books, bot, comparisons }: Run): object => ({
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
  healthStatus: bot.healthStatus,
  seconds: books.seconds,
  equal: comparisons.every(isEqual),
  different: comparisons.filter((each) => !isEqual(each)),
});
