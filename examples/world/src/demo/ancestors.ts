import { readFileSync } from 'node:fs';

interface ProcessEntry {
  readonly parent: number;
  readonly group: number;
}

/**
 * The processes above this one that belong to the same command: those of its process group. A package manager starts a
 * script through shells, and a shell neither passes a signal on nor ends when the package manager is killed.
 */
export const commandAncestors = (): readonly number[] => {
  const group = entryOf(process.pid)?.group;
  const ancestors = [process.ppid];
  for (;;) {
    const entry = entryOf(ancestors.at(-1) as number);
    if (entry === undefined || entryOf(entry.parent)?.group !== group) return ancestors;
    ancestors.push(entry.parent);
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's, and it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Source: proc(5). Undefined where there is no such file system, and for a process that is gone. */
const entryOf = (pid: number): ProcessEntry | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may have spaces in it.
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
};
