import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What is measured has a processor of its own; everything else shares the other. */
export const MEASURED_CPU = 0;
export const OTHER_CPU = 1;

const whyUnpinned = (): string | undefined => {
  if (availableParallelism() < 2) return 'this machine has one processor';
  if (spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status !== 0) return 'taskset is missing';
  return undefined;
};

/** Why processes are not pinned here; undefined when they are. */
export const unpinnedReason = whyUnpinned();

/** The command line that runs `command` on one processor, or as it is where that cannot be done. */
export const pinned = (cpu: number, command: readonly [string, ...string[]]): readonly [string, ...string[]] =>
  unpinnedReason === undefined ? ['taskset', '--cpu-list', String(cpu), ...command] : command;
