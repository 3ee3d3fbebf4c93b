import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU, OTHER_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { SinkCounts } from '../sink/counts.ts';
import { grouped } from '../table.ts';
import type { Fate } from './callers.ts';
import { complaints, type MemoryResult, type Traces, toTable } from './verdict.ts';

const REQUESTS = 1_000_000;
/** The first reading is taken after this share of the requests. */
const FIRST_SHARE = 0.5;
const PORTIONS = 100;
const MOST_TURNS = 10_000;

/** Whether anything is kept of requests, of which one in ten is aborted, unknown or failing. */
export const memory = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      requests: { type: 'string' },
      leak: { type: 'boolean', default: false },
      unsent: { type: 'boolean', default: false },
    },
  });
  const requests = count('requests', values.requests ?? String(REQUESTS), PORTIONS);
  buildPackages();
  const result = await measure(requests, values);
  console.log(toTable(result));
  const wrong = complaints(result);
  for (const line of wrong) console.error(`bench memory: ${line}`);
  return wrong.length === 0;
};

/** The negative controls: a bot that keeps its requests, or that sends no span. */
interface Controls {
  readonly leak: boolean;
  readonly unsent: boolean;
}

const measure = async (requests: number, controls: Controls): Promise<MemoryResult> => {
  const start = (script: string) => startProcess({ script: new URL(script, import.meta.url), cpu: OTHER_CPU });
  const [callers, sink] = [start('callers.ts'), start('../sink/sink.ts')];
  const sinkPort = await sink.ask<number>('open');
  const bot = startBot(controls, sinkPort);
  const progress = createProgress();
  const portions = portionsOf(requests);
  const sent: Record<Fate, number> = { answered: 0, left: 0, unknown: 0, failed: 0 };
  try {
    const firstPortions = portions.splice(0, PORTIONS * FIRST_SHARE);
    const first = await sendAll(firstPortions, requests, sent, bot, callers, progress);
    const last = await sendAll(portions, requests, sent, bot, callers, progress);
    const { spans: arrived } = await sink.ask<SinkCounts>('counted', { port: sinkPort });
    return {
      first,
      last,
      sent,
      counted: await bot.ask<Record<string, number>>('counted'),
      traces: { ...(await bot.ask<Omit<Traces, 'arrived'>>('traces')), arrived },
    };
  } finally {
    progress.done();
    await Promise.all([bot.stop(), callers.stop(), sink.stop()]);
  }
};

const startBot = ({ leak, unsent }: Controls, sinkPort: number): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/abused-bot.cjs', import.meta.url),
    arguments: leak ? ['leak'] : [],
    // V8 drops compiled code that was idle for half a minute, a megabyte of it: as much could be kept and not be seen.
    nodeFlags: ['--expose-gc', '--no-flush-bytecode'],
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`,
      OTEL_SERVICE_NAME: 'benchmark',
      ...(unsent ? { OTEL_TRACES_EXPORTER: 'none' } : {}),
    },
    cpu: MEASURED_CPU,
  });

/** The whole number of requests in equal parts, the last of which takes the rest. */
const portionsOf = (requests: number): number[] => {
  const portion = Math.floor(requests / PORTIONS);
  return Array.from({ length: PORTIONS }, (_, index) =>
    index < PORTIONS - 1 ? portion : requests - portion * (PORTIONS - 1),
  );
};

/** Sends these portions, and reads the heap when the last request has closed. */
const sendAll = async (
  portions: readonly number[],
  all: number,
  sent: Record<Fate, number>,
  bot: BenchmarkProcess,
  callers: BenchmarkProcess,
  progress: Progress,
): Promise<MemoryResult['first']> => {
  const port = await bot.ask<number>('port');
  for (const requests of portions) {
    const fates = await callers.ask<Record<Fate, number>>('send', { port, requests });
    for (const [fate, number] of Object.entries(fates)) sent[fate as Fate] += number;
    progress.show(`${grouped(total(sent))} of ${grouped(all)} requests`);
  }
  await allClosed(bot);
  return { requests: total(sent), bytes: await bot.ask<number>('heap') };
};

/** Every question takes a turn of the bot's event loop, and so do the closes that are waited for. */
const allClosed = async (bot: BenchmarkProcess): Promise<void> => {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if ((await bot.ask<number>('active')) === 0) return;
  }
  throw new Error(`${await bot.ask<number>('active')} requests are still active after all have been answered or left`);
};

const total = (sent: Readonly<Record<Fate, number>>): number =>
  Object.values(sent).reduce((sum, number) => sum + number, 0);
