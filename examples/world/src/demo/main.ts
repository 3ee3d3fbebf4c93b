import { commandAncestors, isAlive } from './ancestors.ts';
import { runDemo } from './demo.ts';
import { DemoError } from './demo-error.ts';
import { readOptions, USAGE, UsageError } from './options.ts';
import { createScreen } from './screen.ts';

const INTERRUPTED = 130;

export interface DemoSurroundings {
  /** Comes before the demo, with the same ways to end it. */
  readonly prepare?: (signal: AbortSignal, progress: (text: string) => void) => Promise<void>;
  /** Modules that the bot's process loads before the bot. */
  readonly imports?: readonly URL[];
}

/**
 * The demo as a command.
 * @returns the exit code: 0 when all was measured right, 1 when not, 2 for wrong arguments, 130 when interrupted early
 */
export const demo = async (
  args: readonly string[],
  { prepare, imports = [] }: DemoSurroundings = {},
): Promise<number> => {
  const interruption = interruptible();
  const screen = createScreen(process.stdout);
  try {
    const options = readOptions(args);
    if (options.help) {
      screen.print(USAGE);
      return 0;
    }
    await prepare?.(interruption, screen.live);
    return (await runDemo({ ...options, imports }, screen, interruption)) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`demo: ${error.message}\n\n${USAGE}`);
      return 2;
    }
    screen.print('');
    if (interruption.aborted) return INTERRUPTED;
    console.error(`demo: ${error instanceof DemoError ? error.message : describe(error)}`);
    return 1;
  }
};

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The first Ctrl-C ends the run in good order, the second at once. */
const interruptible = (): AbortSignal => {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Whoever reads has gone: `pnpm demo | head`.
  process.stdout.on('error', interrupt);
  // Nobody waits for a table any more, and whoever killed them wants nothing left. What is prepared ends by the signal.
  followAncestors(() => {
    controller.abort();
    process.exit(INTERRUPTED);
  });
  return controller.signal;
};

const ANCESTORS_MS = 500;

/** Package managers do not always pass a signal on; when one of those above has gone, nobody waits for this demo. */
const followAncestors = (gone: () => void): void => {
  const ancestors = commandAncestors();
  const timer = setInterval(() => {
    if (process.ppid === ancestors[0] && ancestors.every(isAlive)) return;
    clearInterval(timer);
    gone();
  }, ANCESTORS_MS);
  timer.unref();
};
