import type { Clock } from '../../clock.js';
import type { ControlGroup } from './cgroup/cgroup.js';
import type { Host } from './host.js';

interface Usage {
  readonly usedSeconds: number;
  /** How many processors may be used at a time. */
  readonly cores: number;
  /** What was measured: usage of another group, or of the process, is not comparable. */
  readonly of: string;
}

/** How much of its CPU the bot uses. */
export interface CpuShare {
  /** From the sample before to now; from the first one on. */
  sample(): void;
  /** From 0 to about 1; undefined while not known. */
  readonly ratio: number | undefined;
  readonly cores: number;
}

/** A container with a quota is measured against it, all of its processes together; any other against the processors. */
export const createCpuShare = (
  clock: Pick<Clock, 'nowMs'>,
  host: Pick<Host, 'cpuUsage' | 'processors'>,
  group: Pick<ControlGroup, 'cpuQuota'>,
): CpuShare => {
  const read = (): Usage => {
    const quota = group.cpuQuota();
    if (quota !== undefined) return { usedSeconds: quota.usedSeconds, cores: quota.cores, of: quota.folder };
    const { userSeconds, systemSeconds } = host.cpuUsage();
    return { usedSeconds: userSeconds + systemSeconds, cores: host.processors(), of: 'process' };
  };
  let before: (Usage & { readonly atMs: number }) | undefined;
  let ratio: number | undefined;

  return {
    sample: () => {
      const now = { ...read(), atMs: clock.nowMs() };
      const usedSeconds = now.usedSeconds - (before?.usedSeconds ?? 0);
      const seconds = (now.atMs - (before?.atMs ?? now.atMs)) / 1_000;
      // A counter that went back belongs to a group that was made anew.
      const isComparable = before?.of === now.of && seconds > 0 && usedSeconds >= 0;
      ratio = isComparable ? usedSeconds / (seconds * now.cores) : undefined;
      before = now;
    },
    get ratio() {
      return ratio;
    },
    get cores() {
      return before?.cores ?? read().cores;
    },
  };
};
