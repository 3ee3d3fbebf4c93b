import { readFileSync, type StatsFs, statfs } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the machine says of itself. */
export interface Host {
  /** The text of a file of `/proc` or `/sys`; undefined where there is none, as on macOS and Windows. */
  read(path: string): string | undefined;
  /** Processors that this process may run on. */
  processors(): number;
  totalMemoryBytes(): number;
  /** 0 or beyond all memory when nothing limits it. */
  constrainedMemoryBytes(): number;
  residentBytes(): number;
  /** CPU of this process, user and system. */
  cpuUsage(): { readonly userSeconds: number; readonly systemSeconds: number };
  fileSystem(path: string): Promise<Pick<StatsFs, 'bsize' | 'blocks' | 'bavail' | 'files' | 'ffree'>>;
}

const MICROS_PER_SECOND = 1e6;

/**
 * This machine. Its `/proc` and `/sys` are read in place: they are the kernel's memory and no disk, and a thread of the
 * pool would take longer than the read. A disk may hang, so it is asked from the pool.
 */
export const createHost = (root = '/'): Host => ({
  read: (path) => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return undefined;
    }
  },
  processors: availableParallelism,
  totalMemoryBytes: totalmem,
  constrainedMemoryBytes: () => process.constrainedMemory(),
  residentBytes: () => process.memoryUsage.rss(),
  cpuUsage: () => {
    const { user, system } = process.cpuUsage();
    return { userSeconds: user / MICROS_PER_SECOND, systemSeconds: system / MICROS_PER_SECOND };
  },
  fileSystem: promisify(statfs),
});
