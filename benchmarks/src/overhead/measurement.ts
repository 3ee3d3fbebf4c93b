import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { MEASURED_CPU, OTHER_CPU } from '../processes/pinning.ts';
import type { OverheadOptions } from './options.ts';
import type { Framework, Variant } from './variants.ts';

const CONNECTIONS = 32;
const PATH = '/hello';

/** One variant in one round. */
export interface Measurement {
  readonly framework: Framework;
  readonly variant: Variant;
  /** CPU of the server, user and system, in microseconds a request. */
  readonly micros: number;
  readonly sent: number;
  /** What the variant itself counted, by where it was read. */
  readonly counted: Readonly<Record<string, number>>;
}

/** What stands beside the server: a load generator, and where OpenTelemetry sends to. */
export interface Surroundings {
  readonly generator: BenchmarkProcess;
  readonly sink: BenchmarkProcess;
  readonly sinkPort: number;
  stop(): Promise<void>;
}

export const startSurroundings = async (): Promise<Surroundings> => {
  const start = (path: string) => startProcess({ script: new URL(path, import.meta.url), cpu: OTHER_CPU });
  const generator = start('../load/generator.ts');
  const sink = start('../processes/otlp-sink.ts');
  return {
    generator,
    sink,
    sinkPort: await sink.ask<number>('port'),
    stop: async () => {
      await Promise.all([generator.stop(), sink.stop()]);
    },
  };
};

/** Runs a variant in a fresh process: warms it up, and measures a fixed number of requests. */
export const measure = async (
  framework: Framework,
  variant: Variant,
  options: OverheadOptions,
  { generator, sink, sinkPort }: Surroundings,
): Promise<Measurement> => {
  const { requests, warmUp } = options;
  const server = startServer(framework, variant, sinkPort, options.profileDirectory);
  try {
    await sink.ask('reset');
    await generator.ask('open', { port: await server.ask<number>('port'), count: CONNECTIONS });
    await load(generator, server, warmUp);
    const before = await server.ask<number>('cpu');
    await load(generator, server, requests);
    const after = await server.ask<number>('cpu');
    await generator.ask('close');
    const counted = variant.preloaded
      ? await sink.ask<Record<string, number>>('counted')
      : { requests: await server.ask<number>('counted') };
    return { framework, variant, micros: (after - before) / requests, sent: warmUp + requests, counted };
  } finally {
    await server.stop();
  }
};

const load = async (generator: BenchmarkProcess, server: BenchmarkProcess, requests: number): Promise<void> => {
  await generator.ask('send', { path: PATH, requests });
  await server.ask('flush');
};

const startServer = (
  framework: Framework,
  { instrument, preloaded }: Variant,
  sinkPort: number,
  profileDirectory: string | undefined,
): BenchmarkProcess =>
  startProcess({
    script: new URL('../../servers/bot.cjs', import.meta.url),
    arguments: [framework, instrument.pathname],
    nodeFlags: [
      ...(preloaded ? ['--require', instrument.pathname] : []),
      ...(profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]),
    ],
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`, OTEL_SERVICE_NAME: 'benchmark' },
    cpu: MEASURED_CPU,
  });
