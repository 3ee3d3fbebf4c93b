import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { ActiveContext } from './active-context.js';

/** From Node 24 on, leaving a context costs as much as entering one, unless it is left by way of a resource. */
const LEAVES_BY_RESOURCE = Number.parseInt(process.versions.node, 10) >= 24;
const RESOURCE_OPTIONS = { requireManualDestroy: true };

/** What is active in this run of the bot's code, and in all that follows from it. */
export class ActiveStore {
  private readonly storage = new AsyncLocalStorage<ActiveContext | undefined>();

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
  }

  /** Calls `work` on `subject` with `context` active, or with nothing. */
  run<A extends unknown[], R>(
    context: ActiveContext | undefined,
    work: (...values: A) => R,
    subject: unknown,
    values: A,
  ): R {
    if (!LEAVES_BY_RESOURCE)
      return this.storage.run<R, [typeof work, unknown, A]>(context, call, work, subject, values);
    const resource = new AsyncResource('ASTROLABE', RESOURCE_OPTIONS);
    return resource.runInAsyncScope<ActiveStore, R>(enterAndCall<A, R>, this, context, work, subject, values);
  }
}

const call = <A extends unknown[], R>(work: (...values: A) => R, subject: unknown, values: A): R =>
  Reflect.apply(work, subject, values);

function enterAndCall<A extends unknown[], R>(
  this: ActiveStore,
  context: ActiveContext | undefined,
  work: (...values: A) => R,
  subject: unknown,
  values: A,
): R {
  this.enter(context);
  return Reflect.apply(work, subject, values);
}
