import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { OTHER_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import type { SinkCounts } from '../sink/counts.ts';
import { complaints, type Look, type Proof, type Round, toTable } from './verdict.ts';

/** Each has so many spans, its root among them. */
const SPANS = 10;
const WARM_UP_ROUNDS = 5;
const MOST_QUEUED = 100_000;

interface ExportOptions {
  readonly rounds: number;
  readonly transactions: number;
  readonly hold: boolean;
}

/** How long sending what is kept holds the event loop up at once, and what a span costs on its way out. */
export const exporting = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      rounds: { type: 'string' },
      transactions: { type: 'string' },
      hold: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds ?? '15');
  const transactions = count('transactions', values.transactions ?? '200');
  buildPackages();
  const { measured, proof } = await measure({ rounds, transactions, hold: values.hold });
  console.log(toTable(measured, proof));
  const wrong = complaints(measured, proof);
  for (const line of wrong) console.error(`bench export: ${line}`);
  return wrong.length === 0;
};

const measure = async (options: ExportOptions): Promise<{ measured: Round[]; proof: Proof }> => {
  const sink = startProcess({ script: new URL('../sink/sink.ts', import.meta.url), cpu: OTHER_CPU });
  const progress = createProgress();
  try {
    const port = await sink.ask<number>('open');
    const bot = startBot(port, options.hold);
    await bot.ask('listening');
    const measured: Round[] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + options.rounds; round++) {
      progress.show(`round ${round + 1}`);
      const one = await send(bot, options.transactions);
      if (round >= WARM_UP_ROUNDS) measured.push(one);
    }
    const transactions = (WARM_UP_ROUNDS + options.rounds) * options.transactions;
    const exported = await bot.ask<number>('exported');
    const { spans: arrived } = await sink.ask<SinkCounts>('counted', { port });
    await bot.stop();
    return { measured, proof: { spans: transactions * SPANS, exported, transactions, arrived } };
  } finally {
    progress.done();
    await sink.stop();
  }
};

const send = async (bot: BenchmarkProcess, transactions: number): Promise<Round> => {
  await bot.ask('watch');
  const micros = await bot.ask<number>('send', { transactions, spans: SPANS });
  return { micros: micros / (transactions * SPANS), ...(await bot.ask<Look>('longest')) };
};

const startBot = (sinkPort: number, hold: boolean): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/sending-bot.cjs', import.meta.url),
    arguments: hold ? ['hold'] : [],
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`,
      OTEL_BSP_MAX_QUEUE_SIZE: String(MOST_QUEUED),
      ASTROLABE_TRACES_PER_SECOND: String(MOST_QUEUED),
    },
    // Not pinned: on one processor, V8's own threads would push the bot's aside for 4 ms at a time.
  });
