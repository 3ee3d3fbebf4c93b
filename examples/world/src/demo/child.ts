import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DemoError } from './demo-error.ts';

export interface ChildOptions {
  readonly name: string;
  readonly file: URL;
  readonly env: NodeJS.ProcessEnv;
  /** Modules that it loads first. */
  readonly imports?: readonly URL[];
  readonly line?: (line: string) => void;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const KEPT_LINES = 40;
const FOLLOW_PARENT = new URL('./follow-parent.ts', import.meta.url);

/**
 * A process of the demo. It has a process group of its own: a Ctrl-C in the terminal reaches the demo alone, which then
 * ends it in good order. And it ends when the demo is gone, however that came about.
 */
export class Child {
  readonly name: string;
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #lastErrors: string[] = [];
  #isRunning = true;

  constructor({ name, file, env, imports = [], line }: ChildOptions) {
    this.name = name;
    const loaded = [FOLLOW_PARENT, ...imports].flatMap(({ href }) => ['--import', href]);
    this.#process = spawn(process.execPath, [...loaded, fileURLToPath(file)], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#readLines('stdout', line);
    this.#readLines('stderr', (text) => {
      this.#lastErrors.push(text);
      if (this.#lastErrors.length > KEPT_LINES) this.#lastErrors.shift();
    });
    this.ended = once(this.#process, 'close')
      .then(([code, signal]) => ({ code, signal }))
      .catch((error: Error) => {
        this.#lastErrors.push(`it could not be started: ${error.message}`);
        return { code: null, signal: null };
      })
      .finally(() => {
        this.#isRunning = false;
      });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The last lines that it wrote to stderr. */
  get lastErrors(): readonly string[] {
    return this.#lastErrors;
  }

  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#process.on('message', listener);
  }

  /** Rejects when it ends: for a time when it should not. */
  async mustNotEnd(): Promise<never> {
    const { code, signal } = await this.ended;
    const how = signal ?? `exit code ${code}`;
    throw new DemoError([`${this.name} ended by itself (${how})`, ...this.lastErrors].join('\n  '));
  }

  /** Asks it to end, and after `graceMs` ends it. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#isRunning) return;
    this.#signal('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    if (this.#isRunning) this.#signal('SIGKILL');
  }

  /** The whole group, so that what it started ends as well. */
  #signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }

  #readLines(stream: 'stdout' | 'stderr', line: (text: string) => void = () => undefined): void {
    const input = this.#process[stream];
    if (input !== null) createInterface({ input }).on('line', line);
  }
}
