import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { Closer } from './closer.js';

export interface ClosingOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** On the clock: when all of them have to be closed. */
  readonly untilMs: number;
}

/**
 * Closes one after the other, the last that was named first: what came later may need what was there before. Each has an
 * equal share of the time that is left, so that one which hangs does not take it from the others.
 */
export const closeInReverse = async (closers: readonly Closer[], options: ClosingOptions): Promise<void> => {
  let left = closers.length;
  for (const closer of [...closers].reverse()) {
    const share = Math.max(0, options.untilMs - options.clock.nowMs()) / left--;
    await closeOne(closer, share, options);
  }
};

const closeOne = async (closer: Closer, withinMs: number, { clock, diagnostics }: ClosingOptions): Promise<void> => {
  const deadline = new AbortController();
  // The clock's timers let a process end that has nothing else to do; this one has.
  const stayAlive = setInterval(() => undefined, 60_000);
  let cancel = () => {};
  // Who gives up when the signal is aborted has a turn of the event loop for it.
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.after(withinMs, () => {
      deadline.abort();
      setImmediate(() => resolve('late'));
    });
  });
  try {
    const outcome = await Promise.race([closer.close(deadline.signal), late]);
    if (deadline.signal.aborted) warnOfLate(closer, outcome === 'late', diagnostics);
  } catch (error) {
    if (deadline.signal.aborted) warnOfLate(closer, false, diagnostics);
    else diagnostics.failed('ASTROLABE_CLOSER_FAILED', `the closer ${closer.name}`, error);
  } finally {
    cancel();
    clearInterval(stayAlive);
  }
};

const warnOfLate = ({ name }: Closer, isLeft: boolean, diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_CLOSER_LATE',
    isLeft
      ? `the closer ${name} did not finish in time, and the shutdown went on without it; ` +
          'let it give up when its signal is aborted, or raise ASTROLABE_SHUTDOWN_TIMEOUT'
      : `the closer ${name} gave up when its time was over; raise ASTROLABE_SHUTDOWN_TIMEOUT if it needs more`,
  );
