import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));
export const packageNames: readonly string[] = readdirSync(join(repository, 'packages')).sort();

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whichever way it ends. It is killed after two minutes and a half. */
export const runProgram = async (
  file: string,
  parameters: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Finished> => {
  const env = { ...process.env, ...environment };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, parameters, { cwd, env, timeout: 150_000 });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string };
    return { exitCode: typeof code === 'number' ? code : 1, stdout, stderr: stderr || String(error) };
  }
};

/** The same, for programs that have to succeed. */
export const runToSuccess = async (...program: Parameters<typeof runProgram>): Promise<string> => {
  const { exitCode, stdout, stderr } = await runProgram(...program);
  if (exitCode === 0) return stdout;
  throw new Error(`${program[0]} ${program[1].join(' ')} ended with exit code ${exitCode}:\n${stdout}${stderr}`);
};

/** The pnpm that runs these tests, or else the one that the repository names. */
export const pnpm = (): readonly [string, ...string[]] => {
  const running = process.env.npm_execpath;
  if (running?.includes('pnpm') && existsSync(running)) return [process.execPath, running];
  return ['npx', '-y', String(readManifest(repository).packageManager)];
};

/** Packs every package into `destination`, as they would be published; returns the tarballs by folder name. */
export const packAll = async (destination: string): Promise<ReadonlyMap<string, string>> => {
  const [file, ...first] = pnpm();
  const pack = async (name: string): Promise<readonly [string, string]> => {
    const folder = join(repository, 'packages', name);
    if (!existsSync(join(folder, 'dist'))) throw new Error(`${name} is not built: run "pnpm build" first`);
    await runToSuccess(file, [...first, 'pack', '--pack-destination', destination], folder);
    return [name, join(destination, `astrolabe-${name}-${readManifest(folder).version}.tgz`)];
  };
  return new Map(await Promise.all(packageNames.map(pack)));
};

/** Unpacks a tarball into `target`, as an installer does. */
export const unpack = async (tarball: string, target: string): Promise<string> => {
  mkdirSync(target, { recursive: true });
  await runToSuccess('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], target);
  return target;
};

/** The program of an installed development dependency. */
export const programOf = (dependency: string, path: string): string =>
  join(repository, 'node_modules', ...dependency.split('/'), path);

export const fixture = (name: string): string => join(dirname(fileURLToPath(import.meta.url)), 'fixtures', name);
