import { performance } from 'node:perf_hooks';
import type { Diagnostics } from './diagnostics.js';
import type { OverheadMeter } from './recorder/overhead-meter.js';

/** The only way to the time, so that tests can turn it by hand. */
export interface Clock {
  /** Monotonic milliseconds with fractions; comparable within this process only. */
  nowMs(): number;
  /** Milliseconds since 1970; comparable across processes, and may step. */
  wallMs(): number;
  /** Runs `task` every `ms` milliseconds without keeping the process alive; returns the stop. */
  every(ms: number, task: () => void): () => void;
  /** Runs `task` once after `ms` milliseconds without keeping the process alive; returns the cancellation. */
  after(ms: number, task: () => void): () => void;
}

/**
 * The machine's clock. A task that throws is reported and runs again at its next turn; what runs again and again is counted
 * as overhead.
 */
export const systemClock = (diagnostics: Diagnostics, overhead?: Pick<OverheadMeter, 'run'>): Clock => {
  const guarded = (task: () => void) => () => {
    try {
      task();
    } catch (error) {
      diagnostics.failed('ASTROLABE_TASK_FAILED', 'a background task', error);
    }
  };
  return {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    every: (ms, task) => {
      const run = guarded(task);
      const timer = setInterval(() => (overhead === undefined ? run() : overhead.run(run)), ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    after: (ms, task) => {
      const timer = setTimeout(guarded(task), ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
};
