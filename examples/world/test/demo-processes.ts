import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

const MAIN = new URL('../src/demo/main.ts', import.meta.url).href;
const RUN = `
import { demo } from '${MAIN}';
const [imports, ...args] = process.argv.slice(1);
process.exitCode = await demo(args, { imports: JSON.parse(imports ?? '[]').map((href) => new URL(href)) });`;
const MARK = 'DEMO_TEST_RUN';

export interface DemoProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
  output(): string;
  /** Resolves when the output has this text. Rejects when the demo ends without it. */
  says(text: string): Promise<void>;
  /** All processes that this run has started and that are there still, the demo itself among them. Source: proc(5). */
  left(): readonly number[];
}

/** The demo as the command that it is, in an environment by which its processes are known. */
export const startDemo = (...args: readonly string[]): DemoProcess => startDemoWith([], ...args);

/** With modules that the bot's process loads before the bot. */
export const startDemoWith = (imports: readonly URL[], ...args: readonly string[]): DemoProcess =>
  start(process.execPath, ['--input-type=module', '--eval', RUN, '--', JSON.stringify(imports), ...args]);

/** The demo as a package manager starts it: below shells that wait for it. The process is the uppermost one. */
export const startDemoBelowShells = (): DemoProcess =>
  start('sh', ['-c', 'sh -c \'"$NODE" --input-type=module --eval "$RUN"; exit\'; exit']);

const start = (command: string, args: readonly string[]): DemoProcess => {
  const mark = `${MARK}=${randomUUID()}`;
  const demo = spawn(command, args, {
    env: { ...process.env, NODE: process.execPath, RUN, [MARK]: mark.slice(MARK.length + 1) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const left = () => processesWith(mark);
  onTestFinished(() => {
    for (const pid of left()) process.kill(pid, 'SIGKILL');
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const ended = once(demo, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const says = async (text: string) => {
    const silent = ended.then(() => Promise.reject(new Error(`the demo ended without ${text}:\n${output}`)));
    while (!output.includes(text)) await Promise.race([once(demo.stdout, 'data'), once(demo.stderr, 'data'), silent]);
  };
  return { process: demo, ended, output: () => output, says, left };
};

const processesWith = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark))
    .map(Number);

const environmentOf = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return [];
  }
};
