import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
/** How long output may still come after the runner has ended. */
const DRAIN_MS = 2_000;

/**
 * Runs Vitest on `node` and resolves with its exit code. The output is piped and not inherited: what a process that a test has
 * left behind still writes must not come after the last line.
 */
export const runVitest = (
  root: string,
  parameters: readonly string[],
  node: string = process.execPath,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const runner = spawn(node, [vitest, 'run', ...parameters], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    runner.stdout.on('data', (chunk) => process.stdout.write(chunk));
    runner.stderr.on('data', (chunk) => process.stderr.write(chunk));
    runner.on('error', reject);
    runner.on('exit', (code) => {
      const ended = () => resolve(code ?? 1);
      runner.on('close', ended);
      setTimeout(ended, DRAIN_MS).unref();
    });
  });
