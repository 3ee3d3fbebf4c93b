import { setTimeout } from 'node:timers/promises';
import type { BooksPage } from '../books/books.ts';
import { type BotReading, readBot, readHealth } from './bot-reading.ts';
import { isEqual } from './comparison.ts';
import { DemoError } from './demo-error.ts';
import type { Fault } from './fault.ts';
import { liveLine } from './live-line.ts';
import type { DemoOptions } from './options.ts';
import { isRight, type Run, summary, table } from './report.ts';
import type { Screen } from './screen.ts';
import { compareBooks } from './self-check.ts';
import { REPLY_TIMEOUT_SECONDS } from './settings.ts';
import { Stage, type StageOptions } from './stage.ts';

const LIVE_MS = 1_000;
/** The longest that answers are waited for at the end. */
const DRAIN_MS = REPLY_TIMEOUT_SECONDS * 1_000 + 10_000;
/** A response is counted when it has closed: the world may have the last one earlier. */
const SETTLE_MS = 2_000;
const POLL_MS = 20;

/**
 * Runs a bot in its world until `interrupted`, or for the seconds that are asked for.
 * @returns whether all was measured right
 * @throws DemoError when a process cannot be started, ends by itself or does not answer
 */
export const runDemo = async (
  options: DemoOptions & Pick<StageOptions, 'imports'>,
  screen: Screen,
  interrupted: AbortSignal,
): Promise<boolean> => {
  let isListening = false;
  const stage = new Stage({ ...options, line: (line) => isListening || screen.print(line) });
  const over = new AbortController();
  const end = AbortSignal.any([interrupted, over.signal]);
  try {
    const botUrl = await Promise.race([stage.set(), abandoned(interrupted)]);
    isListening = true;
    introduce(stage, botUrl, options, screen);
    const { controlPort } = await stage.world.addresses;
    stage.world.write({ botUrl, controlPort, rate: options.rate, patienceMs: REPLY_TIMEOUT_SECONDS * 1_000 });
    await Promise.race([watch(stage, botUrl, screen, endOf(options, end)), stage.mustNotEnd()]);
    screen.live(`finishing: users wait for an answer for ${REPLY_TIMEOUT_SECONDS} s at most`);
    const run = await Promise.race([settle(stage, botUrl, options), stage.mustNotEnd()]);
    reportErrors(stage, screen);
    screen.print(table(run));
    if (options.json) screen.print(JSON.stringify(summary(run)));
    return isRight(run);
  } finally {
    over.abort();
    await stage.clear();
  }
};

const introduce = ({ settings }: Stage, botUrl: string, { seconds }: DemoOptions, screen: Screen): void => {
  screen.print('');
  screen.print(`  health   curl ${botUrl}/health`);
  screen.print(`  metrics  curl -H 'Authorization: Bearer ${settings.metricsToken}' ${botUrl}/metrics`);
  screen.print(seconds === undefined ? '  Ctrl-C ends it\n' : `  ends after ${seconds} s, or with Ctrl-C\n`);
};

/** Rejects when the run is interrupted before there is anything to report. */
const abandoned = (interrupted: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const reason = new DemoError('interrupted before the first message');
    if (interrupted.aborted) reject(reason);
    interrupted.addEventListener('abort', () => reject(reason), { once: true });
  });

const endOf = ({ seconds }: DemoOptions, end: AbortSignal): AbortSignal =>
  seconds === undefined ? end : AbortSignal.any([end, AbortSignal.timeout(seconds * 1_000)]);

/** Shows a line each second until the end. */
const watch = async (stage: Stage, botUrl: string, screen: Screen, end: AbortSignal): Promise<void> => {
  let before: BooksPage | undefined;
  while (await pause(LIVE_MS, end)) {
    const { books } = stage.world;
    // Its metrics are read at the end: a bot that is watched has them read every fifteen seconds, and not every second.
    const healthStatus = await readHealth(botUrl).catch(() => undefined);
    if (books === undefined || end.aborted) continue;
    screen.live(liveLine(books, before, healthStatus));
    before = books;
  }
};

/** Whether the whole time went by. */
const pause = async (ms: number, end: AbortSignal): Promise<boolean> => {
  await setTimeout(ms, undefined, { signal: end }).catch(() => undefined);
  return !end.aborted;
};

/** A bot that does not answer for once does not end the run. */
const read = (stage: Stage, botUrl: string, fault: Fault | undefined): Promise<BotReading | undefined> =>
  readBot(botUrl, stage.settings.metricsToken, fault).catch(() => undefined);

/** Lets everything come to its end, and puts the two books side by side. */
const settle = async (stage: Stage, botUrl: string, { fault }: DemoOptions): Promise<Run> => {
  const books = await stage.world.finish(DRAIN_MS);
  const deadlineMs = performance.now() + SETTLE_MS;
  for (;;) {
    const isLast = performance.now() > deadlineMs;
    const bot = await read(stage, botUrl, fault);
    if (bot === undefined && isLast) throw new DemoError('the bot does not answer when it is asked for its metrics');
    const comparisons = bot === undefined ? [] : compareBooks(books, bot.page);
    if (bot !== undefined && (isLast || comparisons.every(isEqual))) return { books, bot, comparisons };
    await setTimeout(POLL_MS);
  }
};

/** What the world does to the bot on purpose is among them. */
const reportErrors = ({ bot }: Stage, screen: Screen): void => {
  const counts = new Map<string, number>();
  for (const line of bot.child.lastErrors) counts.set(line, (counts.get(line) ?? 0) + 1);
  if (counts.size === 0) return;
  const lines = [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
  screen.print(['the last that the bot wrote to stderr, with the trouble that the world made:', ...lines].join('\n  '));
};
