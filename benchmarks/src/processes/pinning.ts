import { spawnSync } from 'node:child_process';
import { availableParallelism, constants, getPriority, setPriority } from 'node:os';

/** What is measured has a processor of its own; everything else shares the other. */
export const MEASURED_CPU = 0;
export const OTHER_CPU = 1;

const whyUnpinned = (): string | undefined => {
  if (availableParallelism() < 2) return 'this machine has one processor';
  const { error, status } = spawnSync('taskset', ['--cpu-list', `${MEASURED_CPU},${OTHER_CPU}`, 'true'], {
    stdio: 'ignore',
  });
  if (error !== undefined) return 'taskset is missing';
  return status === 0 ? undefined : `taskset may not choose the processors ${MEASURED_CPU} and ${OTHER_CPU} here`;
};

/** Why processes are not pinned here; undefined when they are. */
export const unpinnedReason = whyUnpinned();

/** The command line that runs `command` on one processor, or as it is where that cannot be done. */
export const pinned = (cpu: number, command: readonly [string, ...string[]]): readonly [string, ...string[]] =>
  unpinnedReason === undefined ? ['taskset', '--cpu-list', String(cpu), ...command] : command;

const HIGHEST = constants.priority.PRIORITY_HIGHEST;

const whyOrdinary = (): string | undefined => {
  const own = getPriority();
  try {
    setPriority(HIGHEST);
    setPriority(own);
    return undefined;
  } catch {
    return 'only root may raise the priority of a process';
  }
};

let triedOut: { readonly reason: string | undefined } | undefined;

/** Why processes cannot go before all others of the machine; undefined when they can. It is tried out when first asked. */
export const ordinaryReason = (): string | undefined => {
  triedOut ??= { reason: whyOrdinary() };
  return triedOut.reason;
};

/** The command line that runs `command` before all others of the machine, or as it is where that cannot be done. */
export const urgent = (command: readonly [string, ...string[]]): readonly [string, ...string[]] =>
  ordinaryReason() === undefined ? ['nice', '-n', String(HIGHEST), ...command] : command;
