import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPPONENTS, type VariantName } from '../overhead/variants.ts';

/** What an owner who installs it gets onto the disk. */
export interface InstallSize {
  readonly packages: number;
  readonly bytes: number;
}

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const BENCHMARKS = fileURLToPath(new URL('../../', import.meta.url));
const fixture = (name: string) => join(BENCHMARKS, 'fixtures', name);

/** A folder that has what is asked for among its dependencies; without names, all that it depends on. */
interface Root {
  readonly folder: string;
  readonly names?: readonly string[];
}
const promClient: Root = { folder: BENCHMARKS, names: ['prom-client'] };
const ROOTS: Readonly<Partial<Record<VariantName, readonly Root[]>>> = {
  astrolabe: [{ folder: BENCHMARKS, names: ['@astrolabe/node'] }],
  'astrolabe-otel-sent': [{ folder: fixture('otlp-exporters') }],
  'prom-client': [promClient],
  otel: [{ folder: fixture('otel-2') }],
  'otel-3': [{ folder: fixture('otel-3') }],
  'dd-trace': [{ folder: fixture('dd-trace') }],
  'elastic-apm': [{ folder: fixture('elastic-apm') }],
  sentry: [{ folder: fixture('sentry') }],
  'popular-stack': [promClient, { folder: fixture('otel-2') }, { folder: fixture('popular-stack') }],
};

export type InstallSizes = Readonly<Partial<Record<VariantName, InstallSize>>>;

/** Of each variant, from what is installed here. */
export const installSizes = (): InstallSizes =>
  Object.fromEntries(
    (['astrolabe', 'astrolabe-otel-sent', ...OPPONENTS] as const).flatMap((name) => {
      const roots = ROOTS[name];
      return roots === undefined ? [] : [[name, installSize(roots)]];
    }),
  );

export const installSize = (roots: readonly Root[]): InstallSize => {
  const found = new Set<string>();
  for (const { folder, names } of roots) {
    for (const name of names ?? dependenciesOf(manifestOf(folder))) collect(name, folder, found);
  }
  let bytes = 0;
  for (const folder of found) bytes += bytesOf(folder);
  return { packages: found.size, bytes };
};

/** The package of this name as `folder` sees it, and all that it needs; one that is optional and not there is left out. */
const collect = (name: string, folder: string, found: Set<string>): void => {
  const path = resolvePackage(name, folder);
  if (path === undefined || found.has(path)) return;
  found.add(path);
  for (const each of dependenciesOf(manifestOf(path))) collect(each, path, found);
};

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const dependenciesOf = ({ dependencies = {}, optionalDependencies = {} }: Manifest): readonly string[] =>
  Object.keys({ ...dependencies, ...optionalDependencies });

/** As Node does it: from `folder` upwards, the first `node_modules` that has it. */
const resolvePackage = (name: string, folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (at === dirname(at)) return undefined;
  }
};

/** All files of a package; of one of this repository, what would be published of it. */
const bytesOf = (folder: string): number => {
  const { files } = manifestOf(folder);
  const isPublished = folder.includes('/node_modules/');
  const paths =
    isPublished || files === undefined ? [folder] : [...files, 'package.json'].map((file) => join(folder, file));
  return paths.reduce((sum, path) => sum + bytesBelow(path), 0);
};

const bytesBelow = (path: string): number => {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && !entry.isSymbolicLink())
    .reduce((sum, { name }) => sum + bytesBelow(join(path, name)), 0);
};
