import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = join(ROOT, 'packages');

/** Builds the packages unless what is built is newer than every source: owners install what is built. */
export const buildPackages = (): void => {
  if (readdirSync(PACKAGES).every((name) => isBuilt(join(PACKAGES, name)))) return;
  console.error('Building the packages …');
  const { status } = spawnSync('pnpm', ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the packages could not be built; `pnpm build` says why');
};

/** Whether everything in `dist` is newer than everything in `src`; a folder without sources has nothing to build. */
export const isBuilt = (folder: string): boolean => {
  const sources = join(folder, 'src');
  const built = join(folder, 'dist');
  if (!existsSync(sources)) return true;
  return existsSync(built) && Math.max(...modifiedMs(sources)) <= Math.min(...modifiedMs(built));
};

const modifiedMs = (folder: string): number[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
