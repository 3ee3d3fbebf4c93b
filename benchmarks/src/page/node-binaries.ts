import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A version of Node.js to measure on. */
export interface NodeBinary {
  readonly path: string;
  /** As it says itself, without the `v`. */
  readonly version: string;
}

/** The version that the repository brings is the one that runs this. */
const OTHER_MAJORS = [22, 26] as const;

/**
 * The versions to measure on, the oldest first: those at `paths`, separated by commas; or the one that runs this, and the others
 * that are supported, installed into a cache folder when they are not there.
 *
 * @throws Error for a path that is no Node.js, or an installation that fails
 */
export const nodeBinaries = (paths: string | undefined): readonly NodeBinary[] => {
  const found = paths === undefined ? [process.execPath, ...OTHER_MAJORS.map(cached)] : paths.split(',');
  return found.map(binaryAt).sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
};

const binaryAt = (path: string): NodeBinary => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
  if (version !== undefined) return { path, version };
  throw new Error(
    `"${path}" is no Node.js; --nodes and ASTROLABE_BENCH_NODES take paths of binaries, such as /opt/node-22/bin/node`,
  );
};

const cached = (major: number): string => {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(cacheFolder(), `node-${major}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) install(`${name}@${major}`, folder);
  return binary;
};

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'astrolabe-benchmarks');

const install = (what: string, folder: string): void => {
  console.error(`Installing ${what} …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', what], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error(`${what} could not be installed; name the binaries by --nodes or ASTROLABE_BENCH_NODES`);
};
