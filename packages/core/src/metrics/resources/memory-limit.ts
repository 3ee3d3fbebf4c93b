import type { ControlGroup } from './cgroup/cgroup.js';
import type { Host } from './host.js';

/**
 * The memory that this process may use: its control group's limit, else what Node knows of one, and never more than the
 * machine has. Without a limit Node says 0 or some 1.8e19, which is beyond every machine.
 */
export const memoryLimitBytes = (
  host: Pick<Host, 'constrainedMemoryBytes' | 'totalMemoryBytes'>,
  group: Pick<ControlGroup, 'memoryLimitBytes'>,
): number => {
  const total = host.totalMemoryBytes();
  const limit = group.memoryLimitBytes() ?? host.constrainedMemoryBytes();
  return limit > 0 ? Math.min(limit, total) : total;
};
