import { isMainThread } from 'node:worker_threads';
import type { Diagnostics } from '../diagnostics.js';
import { othersListenTo } from './signal-listeners.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface TerminationOptions {
  readonly diagnostics: Diagnostics;
  /** Transactions that are open. */
  readonly open: () => number;
  /**
   * Closes everything. `isAlone`: the bot does nothing about the signal itself. `drained` is aborted when the process has
   * nothing else to do. Never rejects.
   */
  readonly shutDown: (isAlone: boolean, drained: AbortSignal) => Promise<void>;
}

/**
 * Shuts down when the process is told to end; returns the end of it.
 *
 * A listener takes from a signal that it ends the process. So where the bot listens itself, the bot decides when it
 * ends, as before; where it does not, the signal is raised again when everything is closed, without us, and the process
 * ends of it as it would have. A second signal does that at once.
 */
export const onTermination = ({ diagnostics, open, shutDown }: TerminationOptions): (() => void) => {
  // Signals reach the main thread alone.
  if (!isMainThread) return () => undefined;
  let isClosing = false;

  const stop = () => {
    for (const signal of SIGNALS) process.removeListener(signal, received);
  };
  const received = (signal: NodeJS.Signals): void => {
    const isAlone = !othersListenTo(signal);
    if (isClosing) {
      if (isAlone) raise(signal);
      return;
    }
    isClosing = true;
    if (isAlone && open() > 0) diagnostics.info(waitingLine(signal, open()));
    // A transaction that nothing is alive for will not end, as a turn that gets no reply: it is not waited for.
    const drained = new AbortController();
    process.once('beforeExit', () => drained.abort());
    void shutDown(isAlone, drained.signal).then(() => {
      // Asked again: a bot that begins to listen meanwhile has made up its mind.
      if (isAlone && !othersListenTo(signal)) raise(signal);
    });
  };
  const raise = (signal: NodeJS.Signals): void => {
    stop();
    // A listener that waits for others hears of it in a later turn, which has to come.
    if (process.listenerCount(signal) > 0) setTimeout(() => undefined, 1_000);
    process.kill(process.pid, signal);
  };

  // In front, while listeners that the bot wants called once are still there to be seen.
  for (const signal of SIGNALS) process.prependListener(signal, received);
  return stop;
};

const waitingLine = (signal: NodeJS.Signals, open: number): string =>
  `astrolabe: ${signal} · ${open} transaction${open === 1 ? ' is' : 's are'} finished first (a second signal ends it at once)`;
