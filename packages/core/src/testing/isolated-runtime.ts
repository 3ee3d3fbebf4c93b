// By the package's name: a copy of all of it in the build of these helpers would be another runtime.
import { createRuntime, replaceRuntime } from '@astrolabe/core';
import type { Runtime, RuntimeOptions } from '../runtime.js';
import { type RecordedLine, recordDiagnostics } from './recorded-diagnostics.js';

export interface IsolatedRuntime {
  readonly runtime: Runtime;
  /** What diagnostics said. */
  readonly lines: readonly RecordedLine[];
  /** Stops what was started on it, and forgets it. */
  dispose(): Promise<void>;
}

/** A runtime for one test, put in the place of the process's own. */
export const isolatedRuntime = (options: Pick<RuntimeOptions, 'clock'> = {}): IsolatedRuntime => {
  const { diagnostics, lines } = recordDiagnostics();
  const runtime = createRuntime({ ...options, diagnostics });
  replaceRuntime(runtime);
  return {
    runtime,
    lines,
    dispose: async () => {
      await runtime.instance?.stop();
      replaceRuntime(undefined);
    },
  };
};
