import type { Latencies } from '../load/steady.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import type { BehaviourName } from './collectors.ts';
import type { CollectorOptions } from './options.ts';
import type { BotResult, CollectorName } from './verdict.ts';

const CONNECTIONS = 32;
const PATH = '/hello';
/** Nobody listens there. */
const NOBODYS_PORT = 9;
/** As long as a bot that is stopped may wait for a collector. */
const END_WITHIN_MS = 1_000;
/** What is given up on its way may have arrived all the same. */
const HEALTHY_END_WITHIN_MS = 30_000;

const BEHAVIOURS: Readonly<Record<CollectorName, BehaviourName | undefined>> = {
  healthy: 'takes',
  'healthy too': 'takes',
  away: undefined,
  hanging: 'hangs',
  refusing: 'refuses',
};

/** What stands beside the bots. */
export interface Surroundings {
  readonly generator: BenchmarkProcess;
  readonly collectors: BenchmarkProcess;
}

interface OwnAccount {
  readonly level: number;
  readonly counted: number;
  readonly waiting: number;
  readonly kept: number;
  readonly spans: Readonly<Record<string, number>>;
}

/** A bot that runs, in a process of its own, with a collector of its own. */
export interface ExportingBot {
  readonly collector: CollectorName;
  /** Sends `requests` at the steady rate. */
  run(requests: number): Promise<Latencies>;
  /** Sends so many as fast as they are answered. */
  warmUp(requests: number): Promise<void>;
  heap(): Promise<number>;
  /** Ends the sending, and answers what the bot and its collector have counted. */
  finish(): Promise<Omit<BotResult, 'turns' | 'heap'>>;
}

export const startExportingBot = async (
  collector: CollectorName,
  { rate, ratio, hold, unbounded }: CollectorOptions,
  { generator, collectors }: Surroundings,
): Promise<ExportingBot> => {
  const behaviour = BEHAVIOURS[collector];
  const collectorPort = behaviour && (await collectors.ask<number>('open', { behaviour }));
  const bot = startProcess({
    script: new URL('../../servers/exporting-bot.cjs', import.meta.url),
    arguments: hold ? ['hold'] : [],
    nodeFlags: ['--expose-gc', '--no-flush-bytecode'],
    environment: {
      ASTROLABE_TRACE_RATIO: ratio,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort ?? NOBODYS_PORT}`,
      OTEL_SERVICE_NAME: 'benchmark',
      ...(unbounded ? { OTEL_BSP_MAX_QUEUE_SIZE: '100000' } : {}),
      // It would say of each outage what it is.
      ASTROLABE_LOG_LEVEL: 'none',
    },
    cpu: MEASURED_CPU,
    isUrgent: true,
  });
  const port = await bot.ask<number>('port');
  await generator.ask('open', { port, count: CONNECTIONS });
  let sent = 0;

  return {
    collector,
    run: (requests) => {
      sent += requests;
      return generator.ask<Latencies>('steadily', { port, path: PATH, requests, rate });
    },
    warmUp: async (requests) => {
      sent += requests;
      await generator.ask('send', { port, path: PATH, requests });
    },
    heap: () => bot.ask<number>('heap'),
    finish: async () => {
      await generator.ask('close', { port });
      const { waiting } = await bot.ask<OwnAccount>('account');
      await bot.ask('end', behaviour === 'takes' ? HEALTHY_END_WITHIN_MS : END_WITHIN_MS);
      const { level, counted, kept, spans } = await bot.ask<OwnAccount>('account');
      const { exported = 0, ...lost } = spans;
      const arrived =
        collectorPort === undefined ? 0 : await collectors.ask<number>('counted', { port: collectorPort });
      await bot.stop();
      const dropped = Object.values(lost).reduce((sum, each) => sum + each, 0);
      return { collector, sent, counted, kept, exported, dropped, waiting, level, arrived };
    },
  };
};
