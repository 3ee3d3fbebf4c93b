import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isBuilt } from './built-packages.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-packages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, modifiedSeconds: number) => {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  utimesSync(path, modifiedSeconds, modifiedSeconds);
};

it('takes a package for built when all that is built is newer than its sources', () => {
  write('src/rooms/index.ts', 100);
  write('src/index.test.ts', 300);
  expect(isBuilt(folder)).toBe(false);
  write('dist/index.js', 200);
  expect(isBuilt(folder)).toBe(true);
});

it('sees one source that was changed since', () => {
  write('src/index.ts', 100);
  write('dist/index.js', 200);
  write('src/rooms/index.ts', 201);
  expect(isBuilt(folder)).toBe(false);
});
