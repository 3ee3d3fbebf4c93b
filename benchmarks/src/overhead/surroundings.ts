import { OTHER_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';

/** What stands beside the servers: a load generator, and where OpenTelemetry sends to. */
export interface Surroundings {
  readonly generator: BenchmarkProcess;
  readonly sink: BenchmarkProcess;
  readonly sinkPort: number;
  stop(): Promise<void>;
}

export const startSurroundings = async (): Promise<Surroundings> => {
  const start = (path: string) => startProcess({ script: new URL(path, import.meta.url), cpu: OTHER_CPU });
  const generator = start('../load/generator.ts');
  const sink = start('../sink/otlp-sink.ts');
  return {
    generator,
    sink,
    sinkPort: await sink.ask<number>('port'),
    stop: async () => {
      await Promise.all([generator.stop(), sink.stop()]);
    },
  };
};
