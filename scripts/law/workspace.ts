import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [field: string]: unknown;
}

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface WorkspacePackage {
  /** The folder below `packages/`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** What is published: no tests, and nothing that only tests import. */
  readonly sources: readonly SourceFile[];
}

export const readText = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** Every package of the workspace that is published, with its sources. */
export const readPackages = (): readonly WorkspacePackage[] =>
  readdirSync(join(repository, 'packages'))
    .sort()
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readText(`packages/${folder}/package.json`)) as Manifest,
      sources: globSync(`packages/${folder}/src/**/*.ts`, { cwd: repository })
        .filter((path) => !path.endsWith('.test.ts'))
        .sort()
        .map((path) => ({ path: path.replaceAll('\\', '/'), text: readText(path) })),
    }));

/** A container often runs as another user than the one who cloned. */
const TRUSTING = ['-c', 'safe.directory=*'];

/** The text files that git knows or would take. */
export const readRepositoryFiles = (): readonly SourceFile[] =>
  execFileSync('git', [...TRUSTING, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  })
    .toString()
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(repository, path)))
    .map((path) => ({ path, text: readText(path) }))
    .filter(({ text }) => !text.includes('\0'));
