import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActiveContext } from './active-context.js';
import { ContextFrames } from './context-frames.js';

const FRAMES = ContextFrames.find();

/** What is active in this run of the bot's code, and in all that follows from it. */
export class ActiveStore {
  private storage = new AsyncLocalStorage<ActiveContext | undefined>();

  get(): ActiveContext | undefined {
    return this.storage.getStore();
  }

  /** For the rest of this synchronous run. */
  enter(context: ActiveContext | undefined): void {
    this.storage.enterWith(context);
  }

  /** Nothing is active any more, anywhere: what has been entered would stay with its sockets and timers. */
  forget(): void {
    this.storage.disable();
    // From Node 24 on that empties only what runs now.
    this.storage = new AsyncLocalStorage();
  }

  /** Calls `work` on `subject` with `context` active, or with nothing. */
  run<A extends unknown[], R>(
    context: ActiveContext | undefined,
    work: (...values: A) => R,
    subject: unknown,
    values: A,
  ): R {
    if (FRAMES !== undefined) return FRAMES.run(this.storage, context, work, subject, values);
    return this.storage.run<R, [typeof work, unknown, A]>(context, call, work, subject, values);
  }
}

const call = <A extends unknown[], R>(work: (...values: A) => R, subject: unknown, values: A): R =>
  Reflect.apply(work, subject, values);
