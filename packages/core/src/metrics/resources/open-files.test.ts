import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import { createOpenFiles } from './open-files.js';

const counted = async (folder?: string): Promise<number> => {
  const files = createOpenFiles(folder);
  files.sample();
  await eventually('they are counted', () => files.count !== undefined);
  return files.count as number;
};

describe('open files', () => {
  it.runIf(platform() === 'linux')('are those of this process', async () => {
    const before = await counted();
    const opened = Array.from({ length: 50 }, () => openSync(import.meta.filename, 'r'));
    // The threads of the test runner open and close a few of their own meanwhile.
    expect(Math.abs((await counted()) - before - 50)).toBeLessThan(10);
    for (const file of opened) closeSync(file);
    expect(Math.abs((await counted()) - before)).toBeLessThan(10);
  });

  it('are unknown where the system does not list them', async () => {
    const files = createOpenFiles('/no/such/folder');
    files.sample();
    // A count that comes later than the first one's failure would be a second one's.
    await counted(folderOf(1));
    expect(files.count).toBeUndefined();
  });
});

const folderOf = (names: number): string => {
  const folder = mkdtempSync(join(tmpdir(), 'open-files-'));
  for (let name = 0; name < names; name++) writeFileSync(join(folder, String(name)), '');
  process.once('exit', () => rmSync(folder, { recursive: true }));
  return folder;
};
