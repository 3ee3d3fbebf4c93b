import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinned, urgent } from './pinning.ts';

const ANSWER_WITHIN_MS = 300_000;
const STOP_WITHIN_MS = 10_000;

/** A process of the benchmark's own, which answers questions over its IPC channel. */
export interface BenchmarkProcess {
  /** @throws Error when it fails, ends, or takes longer than five minutes */
  ask<A>(question: string, data?: unknown): Promise<A>;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly script: URL;
  readonly arguments?: readonly string[];
  /** Node's own flags, such as `--require`. */
  readonly nodeFlags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: URL;
  /** The processor to run on; any, without one. */
  readonly cpu?: number;
  /** Whether it goes before all others of the machine: where time is measured that passes, and not that of a processor. */
  readonly isUrgent?: boolean;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}
interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

const running = new Set<ChildProcess>();

/** For the end of a benchmark, whichever way it ended. */
export const stopAllProcesses = async (): Promise<void> => {
  await Promise.all([...running].map(stop));
};

export const startProcess = (options: ProcessOptions): BenchmarkProcess => {
  const name = options.script.pathname.split('/').at(-1) ?? '';
  const child = spawnPinned(options);
  running.add(child);
  const pending = new Map<number, Pending>();
  let lastId = 0;

  child.on('message', ({ id, answer, error }: Reply) => {
    const waiting = pending.get(id);
    pending.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(`${name}: ${error}`));
  });
  const failAll = (reason: string) => {
    for (const { reject } of pending.values()) reject(new Error(`${name}: ${reason}`));
    pending.clear();
  };
  child.on('error', (error) => failAll(error.message));
  child.on('exit', () => running.delete(child));
  child.on('exit', (code, signal) => failAll(`ended (${signal ?? `exit code ${code}`}) before it answered`));

  return {
    ask: <A>(question: string, data?: unknown) =>
      new Promise<A>((resolve, reject) => {
        const id = ++lastId;
        const timer = setTimeout(
          () => pending.get(id)?.reject(new Error(`${name}: no answer to "${question}"`)),
          ANSWER_WITHIN_MS,
        );
        const settle =
          <V>(finish: (value: V) => void) =>
          (value: V) => {
            clearTimeout(timer);
            finish(value);
          };
        pending.set(id, { resolve: settle(resolve as (answer: unknown) => void), reject: settle(reject) });
        if (child.exitCode !== null || !child.connected) failAll('has ended');
        else child.send({ id, question, data });
      }),
    stop: () => stop(child),
  };
};

const spawnPinned = ({
  script,
  arguments: own = [],
  nodeFlags = [],
  environment,
  workingDirectory,
  cpu,
  isUrgent = false,
}: ProcessOptions): ChildProcess => {
  const plain = [process.execPath, ...nodeFlags, script.pathname, ...own] as const;
  const placed = cpu === undefined ? plain : pinned(cpu, plain);
  const [command, ...rest] = isUrgent ? urgent(placed) : placed;
  return spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
    env: { ...withoutInstrumentation(process.env), ...environment },
  });
};

/** A variable of the caller's would change what is measured. */
const withoutInstrumentation = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(?:OTEL|ASTROLABE|DD_|ELASTIC_|SENTRY_|NODE_OPTIONS|NODE_ENV|RAILWAY|VITEST)/.test(name),
    ),
  );

/** It ends by itself when its channel closes; only one that hangs is killed. */
const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(timer);
};
