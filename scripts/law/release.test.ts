import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type Manifest, readPackages, readText, repository } from './workspace.ts';

const packages = readPackages();
const names = packages.map(({ manifest }) => manifest.name).sort();

it('releases every package together', () => {
  const config = JSON.parse(readText('.changeset/config.json')) as { fixed: string[][] };
  expect(config.fixed.map((group) => [...group].sort())).toEqual([names]);
});

it('gives all packages one version when the pending changesets are applied', () => {
  const copy = mkdtempSync(join(tmpdir(), 'astrolabe-release-'));
  const changeset = join(dirname(createRequire(import.meta.url).resolve('@changesets/cli/package.json')), 'bin.js');
  try {
    for (const path of ['.changeset', 'package.json', 'pnpm-workspace.yaml']) {
      cpSync(join(repository, path), join(copy, path), { recursive: true });
    }
    for (const { folder } of packages) {
      mkdirSync(join(copy, 'packages', folder), { recursive: true });
      cpSync(join(repository, 'packages', folder, 'package.json'), join(copy, 'packages', folder, 'package.json'));
    }
    execFileSync('git', ['init', '--quiet', '.'], { cwd: copy, stdio: 'pipe' });
    execFileSync(process.execPath, [changeset, 'version'], { cwd: copy, stdio: 'pipe' });
    const versions = packages.map(({ folder }) => {
      const manifest = readFileSync(join(copy, 'packages', folder, 'package.json'), 'utf8');
      return (JSON.parse(manifest) as Manifest).version;
    });
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).not.toBe('0.0.0');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
