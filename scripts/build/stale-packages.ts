import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly buildScript: string;
  /** Names of the packages of this workspace that it needs. */
  readonly needs: readonly string[];
  /** What a build has to leave behind. */
  readonly outputs: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: unknown;
}

const OUTPUT_FOLDER = 'dist';
const IGNORED = new Set([OUTPUT_FOLDER, 'node_modules', 'test', 'README.md']);

/** The packages below `packages` that have a build. */
export const readPackages = (root: string): readonly WorkspacePackage[] =>
  readdirSync(join(root, 'packages')).flatMap((each) => {
    const folder = join(root, 'packages', each);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const buildScript = manifest.scripts?.build;
    if (buildScript === undefined) return [];
    const needs = Object.entries(manifest.dependencies ?? {}).filter(([, range]) => range.startsWith('workspace:'));
    const outputs = filesIn(manifest.exports).filter((file) => file.startsWith(`./${OUTPUT_FOLDER}/`));
    return [{ name: manifest.name, folder, buildScript, needs: needs.map(([name]) => name), outputs }];
  });

/** Those whose outputs are missing, or older than what they are made of; whatever needs one of them comes after it. */
export const stalePackages = (root: string): readonly WorkspacePackage[] => {
  const shared = newest(['tsup.base.ts', 'tsconfig.base.json'].map((file) => join(root, file)));
  return inOrder(readPackages(root)).filter((each) => isStale(each, shared));
};

const isStale = ({ folder, outputs }: WorkspacePackage, sharedMs: number): boolean => {
  const builtMs = oldest(outputs.map((file) => join(folder, file)));
  return builtMs < Math.max(sharedMs, newest(sourcesIn(folder)));
};

/** Folders count as well: a file that was removed changes its folder only. */
const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED.has(name) && !name.endsWith('.test.ts'))
    .flatMap((each) => {
      const path = join(folder, each.name);
      return each.isDirectory() ? [path, ...sourcesIn(path)] : [path];
    });

const newest = (files: readonly string[]): number => Math.max(...files.map((file) => modifiedMs(file) ?? 0));

/** A file that is missing is older than any. */
const oldest = (files: readonly string[]): number => Math.min(...files.map((file) => modifiedMs(file) ?? 0));

const modifiedMs = (file: string): number | undefined =>
  (statSync(file, { throwIfNoEntry: false }) as Stats | undefined)?.mtimeMs;

const filesIn = (exported: unknown): readonly string[] =>
  typeof exported === 'string' ? [exported] : Object.values(exported ?? {}).flatMap(filesIn);

const inOrder = (packages: readonly WorkspacePackage[]): readonly WorkspacePackage[] => {
  const ordered = new Set<WorkspacePackage>();
  const add = (each: WorkspacePackage) => {
    for (const needed of packages) if (each.needs.includes(needed.name)) add(needed);
    ordered.add(each);
  };
  packages.forEach(add);
  return [...ordered];
};
