import { AsyncResource } from 'node:async_hooks';

export type Task = () => Promise<void>;

export interface WorkloadOptions {
  /** Tasks at work at the same time. */
  readonly concurrency: number;
  /** Tasks at work and waiting. */
  readonly capacity: number;
}

interface Waiting {
  readonly key: string;
  readonly task: Task;
}

/**
 * The work that goes on after the acknowledgement: so much at once, so much in all. Tasks with the same key are done
 * one after the other: a user who writes twice gets both answers in their order.
 */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #ready: Waiting[] = [];
  /** Behind the task at work or ready with the same key. */
  readonly #behind = new Map<string, Waiting[]>();
  #size = 0;
  #atWork = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  hasRoomFor(tasks: number): boolean {
    return this.#size + tasks <= this.#options.capacity;
  }

  /** A task handles its own errors. It is done in the context it was added in, whichever task made room for it. */
  add(key: string, task: Task): void {
    const waiting = { key, task: AsyncResource.bind(task) };
    this.#size++;
    const behind = this.#behind.get(key);
    if (behind !== undefined) {
      behind.push(waiting);
      return;
    }
    this.#behind.set(key, []);
    this.#ready.push(waiting);
    this.#startNext();
  }

  /** Resolves when there is nothing left to do. */
  whenIdle(): Promise<void> {
    if (this.#size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #startNext(): void {
    if (this.#atWork >= this.#options.concurrency) return;
    const next = this.#ready.shift();
    if (next === undefined) return;
    this.#atWork++;
    void next.task().finally(() => this.#ended(next.key));
  }

  #ended(key: string): void {
    this.#atWork--;
    this.#size--;
    const next = this.#behind.get(key)?.shift();
    if (next === undefined) this.#behind.delete(key);
    else this.#ready.push(next);
    this.#startNext();
    if (this.#size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
