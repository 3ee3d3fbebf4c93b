import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import type { SinkCounts } from '../sink/counts.ts';
import { type OwnAccount, OwnAccounts, type OwnCost, type OwnReading } from './own-account.ts';
import type { Surroundings } from './surroundings.ts';
import { type Framework, isOwn, type Variant } from './variants.ts';

const CONNECTIONS = 32;
const PATH = '/hello';

/** What one process of a variant was sent, and what was counted of that, by where it was read. */
export interface Account {
  readonly framework: Framework;
  readonly variant: Variant;
  readonly sent: number;
  readonly counted: Readonly<Record<string, number>>;
  /** The requests that were traced, where it draws lots. */
  readonly traced?: number;
  /** Of Astrolabe alone. */
  readonly own?: OwnAccount;
}

/** What a request has cost, in microseconds. */
export interface Cost {
  /** CPU of the server, user and system. */
  readonly micros: number;
  /** What Astrolabe says that it has cost. */
  readonly own?: OwnCost;
}

/** A variant that runs, in a process of its own. */
export interface Contender {
  readonly variant: Variant;
  /** Sends `requests`, and answers what each cost the server. */
  run(requests: number): Promise<Cost>;
  /** Stops it. */
  finish(): Promise<Account>;
}

/** Starts a fresh process, with connections that stay open. */
export const startContender = async (
  framework: Framework,
  variant: Variant,
  { generator, sink }: Surroundings,
  profileDirectory: string | undefined,
): Promise<Contender> => {
  const sinkPort = await sink.ask<number>('open');
  const server = startServer(framework, variant, `http://127.0.0.1:${sinkPort}`, profileDirectory);
  const port = await server.ask<number>('port');
  await generator.ask('open', { port, count: CONNECTIONS });
  const own = isOwn(variant.name) ? new OwnAccounts(() => server.ask<OwnReading | undefined>('account')) : undefined;
  let sent = 0;

  return {
    variant,
    run: async (requests) => {
      await own?.begin();
      const before = await server.ask<number>('cpu');
      await generator.ask('send', { port, path: PATH, requests });
      await server.ask('flush');
      sent += requests;
      const micros = ((await server.ask<number>('cpu')) - before) / requests;
      const ownCost = await own?.end(requests);
      return ownCost === undefined ? { micros } : { micros, own: ownCost };
    },
    finish: async () => {
      await generator.ask('close', { port });
      const heard = await sink.ask<SinkCounts>('counted', { port: sinkPort });
      const counted = await countsOf(variant, server, heard);
      const account = own?.account(variant.sendsNothing ? undefined : heard.spans);
      await server.stop();
      return {
        framework,
        variant,
        sent,
        counted,
        ...(variant.tracedPart === undefined ? {} : { traced: heard.transactions }),
        ...(account === undefined ? {} : { own: account }),
      };
    },
  };
};

/** What was counted, where this variant counts. */
const countsOf = async (
  { countedAt }: Variant,
  server: BenchmarkProcess,
  heard: SinkCounts,
): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const place of countedAt) {
    if (place !== 'bot') {
      counts[place] = heard[place];
      continue;
    }
    const own = await server.ask<number | Record<string, number>>('counted');
    Object.assign(counts, typeof own === 'number' ? { requests: own } : own);
  }
  return counts;
};

const startServer = (
  framework: Framework,
  { instrument, preload, environment, workingDirectory }: Variant,
  sinkUrl: string,
  profileDirectory: string | undefined,
): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/bot.cjs', import.meta.url),
    arguments: [framework, instrument.pathname],
    nodeFlags: [
      ...(preload === undefined ? [] : [preload, instrument.pathname]),
      ...(profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]),
    ],
    environment: {
      BENCHMARK_SINK: sinkUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
      OTEL_SERVICE_NAME: 'benchmark',
      ...environment,
    },
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    cpu: MEASURED_CPU,
  });
