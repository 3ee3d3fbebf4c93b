/** A copy of the package signal-exit counts the listeners that it has put on each signal. */
interface SignalExit {
  readonly count?: unknown;
}

/** Where its major versions keep that: 4 on the global object, 3 on `process`. */
const signalExits = (): readonly (SignalExit | undefined)[] => [
  (globalThis as Record<symbol, SignalExit | undefined>)[Symbol.for('signal-exit emitter')],
  (process as unknown as { readonly __signal_exit_emitter__?: SignalExit }).__signal_exit_emitter__,
];

/**
 * Whether the bot listens to a signal, beside us. Many libraries bring signal-exit: it waits for whoever listens as well
 * to end the process, so it is not one to wait for.
 */
export const othersListenTo = (signal: NodeJS.Signals): boolean => {
  const counts = signalExits().map((each) => (typeof each?.count === 'number' ? each.count : 0));
  const passive = counts.reduce((sum, count) => sum + count, 0);
  return process.listenerCount(signal) - passive > 1;
};
