import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** How a process ended: by an exit code, or by a signal. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process as its owner would start it, with the sources of Astrolabe. It ends with the test. */
export interface BotProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<End>;
  stdout(): string;
  stderr(): string;
  /** Resolves once it has written this to one of its streams; rejects if it ends before. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface BotProcessOptions {
  /** Modules that are imported before the bot. */
  readonly imports?: readonly string[];
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const SOURCES = new URL('../../../prometheus/test/fixtures/source-hooks.mjs', import.meta.url).href;
const folder = fileURLToPath(new URL('fixtures/', import.meta.url));

export const startProcess = (
  fixture: string,
  { imports = [], parameters = [], environment = {} }: BotProcessOptions = {},
): BotProcess => {
  const flags = [SOURCES, ...imports].flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, ['--no-warnings', ...flags, fixture, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      output[stream] += String(chunk);
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as End);
  const failed = ended.then(() => Promise.reject(new Error(`it ended after ${output.stdout}${output.stderr}`)));
  failed.catch(() => undefined);
  const written = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
      if (match !== null) return match;
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), failed]);
    }
  };
  return { child, ended, stdout: () => output.stdout, stderr: () => output.stderr, written };
};

/** What the platform, or a terminal, sees of a process that ended by the signal itself. */
export const endedBy = (signal: NodeJS.Signals): End => ({ code: null, signal });
