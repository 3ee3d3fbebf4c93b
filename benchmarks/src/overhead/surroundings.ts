import { OTHER_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';

/** What stands beside the servers: a load generator, and where what they record is sent. */
export interface Surroundings {
  readonly generator: BenchmarkProcess;
  readonly sink: BenchmarkProcess;
  stop(): Promise<void>;
}

export const startSurroundings = (): Surroundings => {
  const start = (path: string) => startProcess({ script: new URL(path, import.meta.url), cpu: OTHER_CPU });
  const generator = start('../load/generator.ts');
  const sink = start('../sink/sink.ts');
  return {
    generator,
    sink,
    stop: async () => {
      await Promise.all([generator.stop(), sink.stop()]);
    },
  };
};
