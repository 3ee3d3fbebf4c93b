import type { Clock } from '../../clock.js';
import type { Diagnostics } from '../../diagnostics.js';
import type { Host } from './host.js';
import { type Point, slope } from './trend.js';

/** Room for this process, without what is reserved for the system. */
export interface DiskRoom {
  readonly freeBytes: number;
  readonly sizeBytes: number;
  readonly freeInodes: number;
  readonly inodes: number;
}

export interface DiskWatch {
  /** Asks in the background, and not while an answer is outstanding. */
  sample(): void;
  /** Undefined while not known, and while the disk does not answer. */
  readonly room: DiskRoom | undefined;
  /** Until nothing is free at the pace of the last hour; infinite when it does not fill; undefined for too few points. */
  readonly secondsUntilFull: number | undefined;
}

const POINT_EVERY_MS = 60_000;
const MOST_POINTS = 60;
const FEWEST_POINTS = 10;
/** A network disk that has not answered by then has gone. */
const ANSWER_WITHIN_MS = 30_000;

/** `path` is the option's; without one, `fallback` is watched, and nothing is said of it. */
export const createDiskWatch = (
  { clock, diagnostics, host }: { clock: Pick<Clock, 'nowMs'>; diagnostics: Diagnostics; host: Host },
  path: string | undefined,
  fallback: () => string = () => process.cwd(),
): DiskWatch => {
  let room: DiskRoom | undefined;
  let points: readonly Point[] = [];
  let askedMs: number | undefined;

  const read = async () => {
    const { bsize, blocks, bavail, files, ffree } = await host.fileSystem(path ?? fallback());
    room = { freeBytes: bavail * bsize, sizeBytes: blocks * bsize, freeInodes: ffree, inodes: files };
    const atMs = clock.nowMs();
    const last = points.at(-1);
    if (last !== undefined && atMs - last.atSeconds * 1_000 < POINT_EVERY_MS) return;
    points = [...points, { atSeconds: atMs / 1_000, value: room.freeBytes }].slice(-MOST_POINTS);
  };
  const ask = async () => {
    try {
      await read();
    } catch (error) {
      room = undefined;
      if (path !== undefined) warnOfPath(diagnostics, error);
    } finally {
      askedMs = undefined;
    }
  };

  return {
    sample: () => {
      if (askedMs === undefined) {
        askedMs = clock.nowMs();
        void ask();
      } else if (clock.nowMs() - askedMs >= ANSWER_WITHIN_MS) {
        // Asking again would take another thread of the pool that the bot's own files and look-ups need.
        room = undefined;
        warnOfSilence(diagnostics);
      }
    },
    get room() {
      return room;
    },
    get secondsUntilFull() {
      return room === undefined || points.length < FEWEST_POINTS ? undefined : untilFull(room.freeBytes, slope(points));
    },
  };
};

const untilFull = (freeBytes: number, bytesPerSecond: number): number =>
  bytesPerSecond < 0 ? freeBytes / -bytesPerSecond : Number.POSITIVE_INFINITY;

const warnOfPath = (diagnostics: Diagnostics, error: unknown): void => {
  const code = String((error as NodeJS.ErrnoException).code ?? 'no code');
  diagnostics.warnOnce(
    'ASTROLABE_DISK_UNREADABLE',
    `the disk at the path of ASTROLABE_DISK_PATH, RAILWAY_VOLUME_MOUNT_PATH or the option diskPath cannot be read ` +
      `(${code}), so its metrics are absent; set it to a path that is there`,
  );
};

const warnOfSilence = (diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_DISK_SILENT',
    `the disk has not answered for ${ANSWER_WITHIN_MS / 1_000} s, so its metrics are absent until it does; ` +
      'check the mount, or set ASTROLABE_DISK_PATH to a local one',
  );
