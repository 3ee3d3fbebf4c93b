import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

/** A process that says something on a closed pipe, and tells by its exit code that it goes on when the pipe has failed. */
const program = (say: string, stream: 'stdout' | 'stderr') => `
  import { errorMonitor } from 'node:events';
  import { registerHooks } from 'node:module';
  // Sources name one another as they are called once they are built.
  registerHooks({ resolve: (name, context, next) => next(name.replace(/^(\\..*)\\.js$/, '$1.ts'), context) });
  const { createDiagnostics } = await import(${JSON.stringify(new URL('../src/diagnostics.ts', import.meta.url).href)});
  process.stdin.once('data', () => {
    // Whoever looks on handles nothing.
    process.${stream}.once(errorMonitor, () => setImmediate(() => process.exit(7)));
    ${say};
  });
`;
const exitCodeOf = async (say: string, stream: 'stdout' | 'stderr') => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program(say, stream)]);
  child.stdout.resume();
  child.stderr.resume();
  child[stream].destroy();
  child.stdin.write('go');
  const [code] = await once(child, 'exit');
  return code;
};

it('a closed pipe does not end the bot', async () => {
  const [out, err] = await Promise.all([
    exitCodeOf("createDiagnostics().info('x')", 'stdout'),
    exitCodeOf("createDiagnostics().warnOnce('ASTROLABE_X', 'x')", 'stderr'),
  ]);
  expect([out, err]).toEqual([7, 7]);
});

it('a closed pipe would end it without care', async () => {
  expect(await exitCodeOf("process.stdout.write('x', () => undefined)", 'stdout')).toBe(1);
});
