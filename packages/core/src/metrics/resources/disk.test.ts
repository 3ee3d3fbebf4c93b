import { createManualClock, eventually, recordDiagnostics } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import { createDiskWatch } from './disk.js';
import { createHost, type Host } from './host.js';

const MINUTE_MS = 60_000;
const BLOCK = 4_096;

/** A disk that answers when a test says so. */
const setUp = (path?: string) => {
  const clock = createManualClock();
  const { diagnostics, lines } = recordDiagnostics();
  const disk = { bavail: 1_000, asked: 0, hangs: false, answer: () => {} };
  const fileSystem: Host['fileSystem'] = async () => {
    disk.asked++;
    if (disk.hangs) await new Promise<void>((resolve) => Object.assign(disk, { answer: resolve }));
    return { bsize: BLOCK, blocks: 2_000, bavail: disk.bavail, files: 500, ffree: 50 };
  };
  const watch = createDiskWatch({ clock, diagnostics, host: { ...createHost(), fileSystem } }, path);
  /** One sample a minute, each of which finds the next of `freeBlocks`. */
  const fill = async (freeBlocks: readonly number[]) => {
    for (const bavail of freeBlocks) {
      disk.bavail = bavail;
      const before = watch.room;
      watch.sample();
      await eventually('the disk has answered', () => watch.room !== before);
      clock.advance(MINUTE_MS);
    }
  };
  return { clock, disk, watch, lines, fill };
};
const falling = (points: number) => Array.from({ length: points }, (_, minute) => 1_000 - 10 * minute);

describe('the room on the disk', () => {
  it('is what is free for the bot, and not for the system', async () => {
    const { watch, fill } = setUp();
    expect(watch.room).toBeUndefined();
    await fill([1_000]);
    expect(watch.room).toEqual({ freeBytes: 4_096_000, sizeBytes: 8_192_000, freeInodes: 50, inodes: 500 });
  });

  it('is that of the real disk', async () => {
    const { diagnostics } = recordDiagnostics();
    const watch = createDiskWatch({ clock: createManualClock(), diagnostics, host: createHost() }, undefined);
    watch.sample();
    await eventually('the disk has answered', () => watch.room !== undefined);
    expect(watch.room?.freeBytes).toBeGreaterThan(0);
    expect(watch.room?.sizeBytes).toBeGreaterThanOrEqual(watch.room?.freeBytes ?? Number.POSITIVE_INFINITY);
  });

  it('is absent for a path that is not there, with one line that names the variable and not the path', async () => {
    const { diagnostics, lines } = recordDiagnostics();
    const watch = createDiskWatch({ clock: createManualClock(), diagnostics, host: createHost() }, '/no/such/path');
    for (let sample = 1; sample <= 2; sample++) {
      watch.sample();
      await eventually('it was said', () => diagnostics.counts().get('ASTROLABE_DISK_UNREADABLE') === sample);
    }
    expect(watch.room).toBeUndefined();
    expect(lines).toEqual([
      {
        severity: 'warn',
        line: expect.stringMatching(/ASTROLABE_DISK_PATH.*\(ENOENT\).*\[ASTROLABE_DISK_UNREADABLE\]/),
      },
    ]);
    expect(lines[0]?.line).not.toContain('/no/such');
  });

  it('is asked for once while the disk hangs, absent after half a minute, and there again when it answers', async () => {
    const { clock, disk, watch, lines, fill } = setUp();
    await fill([900]);
    disk.hangs = true;
    const askedBefore = disk.asked;
    for (let sample = 0; sample < 4; sample++) {
      watch.sample();
      clock.advance(10_000);
    }
    expect(disk.asked).toBe(askedBefore + 1);
    expect(watch.room).toBeUndefined();
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining('[ASTROLABE_DISK_SILENT]')]);
    disk.hangs = false;
    disk.answer();
    await eventually('the disk has answered', () => watch.room !== undefined);
  });
});

describe('the time until the disk is full', () => {
  it('is free room by the pace of the last hour', async () => {
    const { watch, fill } = setUp();
    await fill(falling(20));
    expect(watch.secondsUntilFull).toBeCloseTo((810 / 10) * 60);
  });

  it('is not known from less than ten minutes', async () => {
    const { watch, fill } = setUp();
    await fill(falling(9));
    expect(watch.secondsUntilFull).toBeUndefined();
    await fill([910]);
    expect(watch.secondsUntilFull).toBeDefined();
  });

  it('is infinite while the disk does not fill', async () => {
    const { watch, fill } = setUp();
    await fill(Array.from({ length: 12 }, () => 700));
    expect(watch.secondsUntilFull).toBe(Number.POSITIVE_INFINITY);
  });

  it('is not moved by one large file that comes and goes', async () => {
    const { watch, fill } = setUp();
    const points = falling(20);
    points[10] = 5;
    await fill(points);
    expect(watch.secondsUntilFull).toBeCloseTo((810 / 10) * 60);
  });

  it('forgets what was more than an hour ago', async () => {
    const { watch, fill } = setUp();
    await fill([...Array.from({ length: 60 }, () => 2_000), ...falling(60)]);
    expect(watch.secondsUntilFull).toBeCloseTo((410 / 10) * 60);
  });
});
