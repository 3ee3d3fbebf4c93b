import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import type { Surroundings } from './surroundings.ts';
import type { Framework, Variant } from './variants.ts';

const CONNECTIONS = 32;
const PATH = '/hello';

/** What one process of a variant was sent, and what it counted of that, by where it was read. */
export interface Account {
  readonly framework: Framework;
  readonly variant: Variant;
  readonly sent: number;
  readonly counted: Readonly<Record<string, number>>;
}

/** A variant that runs, in a process of its own. */
export interface Contender {
  readonly variant: Variant;
  /** Sends `requests`, and answers what each cost the server: CPU, user and system, in microseconds. */
  run(requests: number): Promise<number>;
  /** Stops it. */
  finish(): Promise<Account>;
}

let lastId = 0;

/** Starts a fresh process, with connections that stay open. */
export const startContender = async (
  framework: Framework,
  variant: Variant,
  { generator, sink, sinkPort }: Surroundings,
  profileDirectory: string | undefined,
): Promise<Contender> => {
  // The sink tells servers apart by the path they send to.
  const id = `server-${++lastId}`;
  const server = startServer(framework, variant, `http://127.0.0.1:${sinkPort}/${id}`, profileDirectory);
  const port = await server.ask<number>('port');
  await generator.ask('open', { port, count: CONNECTIONS });
  let sent = 0;

  return {
    variant,
    run: async (requests) => {
      const before = await server.ask<number>('cpu');
      await generator.ask('send', { port, path: PATH, requests });
      await server.ask('flush');
      sent += requests;
      return ((await server.ask<number>('cpu')) - before) / requests;
    },
    finish: async () => {
      await generator.ask('close', { port });
      const counted = variant.preloaded
        ? await sink.ask<Record<string, number>>('counted', { id })
        : { requests: await server.ask<number>('counted') };
      await server.stop();
      return { framework, variant, sent, counted };
    },
  };
};

const startServer = (
  framework: Framework,
  { instrument, preloaded }: Variant,
  otlpEndpoint: string,
  profileDirectory: string | undefined,
): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/bot.cjs', import.meta.url),
    arguments: [framework, instrument.pathname],
    nodeFlags: [
      ...(preloaded ? ['--require', instrument.pathname] : []),
      ...(profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]),
    ],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint, OTEL_SERVICE_NAME: 'benchmark' },
    cpu: MEASURED_CPU,
  });
