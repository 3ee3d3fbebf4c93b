export type Task = () => Promise<void>;

export interface WorkloadOptions {
  /** Tasks at work at the same time. */
  readonly concurrency: number;
  /** Tasks at work and waiting. */
  readonly capacity: number;
}

/** The work that goes on after the acknowledgement: so much at once, so much in all. */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #waiting: Task[] = [];
  #atWork = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  hasRoomFor(tasks: number): boolean {
    return this.#atWork + this.#waiting.length + tasks <= this.#options.capacity;
  }

  /** A task handles its own errors. */
  add(task: Task): void {
    this.#waiting.push(task);
    this.#startNext();
  }

  /** Resolves when there is nothing left to do. */
  whenIdle(): Promise<void> {
    if (this.#atWork === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #startNext(): void {
    if (this.#atWork >= this.#options.concurrency) return;
    const task = this.#waiting.shift();
    if (task === undefined) return;
    this.#atWork++;
    void task().finally(() => this.#ended());
  }

  #ended(): void {
    this.#atWork--;
    this.#startNext();
    if (this.#atWork > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
