import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { Closer, Phase } from './closer.js';
import { closeInReverse } from './closing.js';

export interface ShutdownOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** From the signal to the end. */
  readonly timeoutMs: number;
  /** In the order in which they were named. */
  readonly closers: () => readonly Closer[];
  /** Transactions that are open: requests that are answered, and turns and jobs that are at work. */
  readonly open: () => number;
}

/** How a shutdown goes. */
export interface ShutdownManner {
  /** Waits for open transactions, until it is aborted: then nothing in the process goes on with them. */
  readonly waits: AbortSignal | undefined;
  /** Called when the bot has been ready for nothing new for long enough: no more connections are taken. */
  readonly refuse?: () => void;
}

export interface Shutdown {
  /** Closes everything, once: later calls get the end of the first. It never rejects. */
  run(manner: ShutdownManner): Promise<void>;
}

/** The share of the time by which each phase is over. The work gets what the others leave. */
const OVER_BY: Readonly<Record<Phase, number>> = { intake: 1 / 3, work: 2 / 3, clients: 5 / 6, telemetry: 1 };
const LOOK_EVERY_MS = 10;

/**
 * Readiness fails first, and the bot goes on answering, so that whoever sends it requests may notice. Then it refuses
 * new connections, finishes what is at work, closes its clients, and last what reports about all of this.
 */
export const createShutdown = (options: ShutdownOptions): Shutdown => {
  let running: Promise<void> | undefined;
  return {
    run: (manner) => {
      running ??= shutDown(options, manner);
      return running;
    },
  };
};

const shutDown = async (options: ShutdownOptions, { waits, refuse }: ShutdownManner): Promise<void> => {
  const begunMs = options.clock.nowMs();
  const until = (phase: Phase) => begunMs + options.timeoutMs * OVER_BY[phase];
  const close = (phase: Phase) =>
    closeInReverse(
      options.closers().filter((closer) => closer.phase === phase),
      { ...options, untilMs: until(phase) },
    );
  await close('intake');
  if (waits) await whenDone(options, until('intake'), waits);
  refuse?.();
  await Promise.all([close('work'), waits && whenDone(options, until('work'), waits)]);
  if (waits && !waits.aborted) warnOfLeft(options);
  await close('clients');
  await close('telemetry');
};

/** Resolves when no transaction is open any more, when the time is over, or when nobody is at work. */
const whenDone = ({ clock, open }: ShutdownOptions, untilMs: number, over: AbortSignal): Promise<void> => {
  const isDone = () => open() === 0 || over.aborted || clock.nowMs() >= untilMs;
  if (isDone()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (!isDone()) return;
      stop();
      over.removeEventListener('abort', look);
      resolve();
    };
    const stop = clock.every(LOOK_EVERY_MS, look);
    over.addEventListener('abort', look);
  });
};

const warnOfLeft = ({ diagnostics, open }: ShutdownOptions): void => {
  const left = open();
  if (left === 0) return;
  diagnostics.warnOnce(
    'ASTROLABE_SHUTDOWN_CUT',
    `the shutdown did not wait any longer for ${left} transaction${left === 1 ? '' : 's'} at work; ` +
      'raise ASTROLABE_SHUTDOWN_TIMEOUT',
  );
};
