import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { stalePackages, type WorkspacePackage } from './stale-packages.ts';

export interface BuildOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** Builds what is missing or out of date, one package after the other. @throws Error with what the compiler said */
export const buildStale = async ({ root, signal, progress }: BuildOptions): Promise<void> => {
  const stale = stalePackages(root);
  for (const [index, each] of stale.entries()) {
    progress(`building ${each.name} (${index + 1} of ${stale.length})`);
    await build(root, each, signal);
  }
};

const build = async (root: string, { name, folder, buildScript }: WorkspacePackage, signal: AbortSignal) => {
  signal.throwIfAborted();
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  // A process group of its own, so that the shell and what it started end together.
  const compiler = spawn(buildScript, { cwd: folder, shell: true, detached: true, env: { ...process.env, PATH } });
  const end = () => endGroup(compiler);
  signal.addEventListener('abort', end, { once: true });
  const output: string[] = [];
  for (const stream of [compiler.stdout, compiler.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const code = await new Promise((resolve, reject) => compiler.on('error', reject).on('close', resolve));
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`${name} does not build:\n${output.join('')}`);
};

const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
};
