/** Milliseconds. */
const DEADLINE_MS = 10_000;

export interface ShutdownOptions {
  /** The name in front of every line. */
  readonly name: string;
  /** Takes nothing new, and resolves when what was begun is finished. */
  readonly finish: () => Promise<void>;
}

/**
 * On SIGTERM or SIGINT: takes nothing new, finishes what is begun, and lets the process end by itself. A second signal,
 * or the deadline, ends it at once.
 */
export const shutDownOnSignal = ({ name, finish }: ShutdownOptions): void => {
  let isShuttingDown = false;
  const giveUp = (why: string): never => {
    console.error(`${name}: ${why}; what is left is lost`);
    process.exit(1);
  };
  const shutDown = (signal: NodeJS.Signals) => {
    if (isShuttingDown) giveUp(`${signal} again`);
    isShuttingDown = true;
    console.log(`${name}: ${signal}, finishing what is begun`);
    setTimeout(() => giveUp(`not finished after ${DEADLINE_MS / 1_000} s`), DEADLINE_MS).unref();
    finish().then(
      () => console.log(`${name}: finished`),
      () => giveUp('it could not be finished'),
    );
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
};
