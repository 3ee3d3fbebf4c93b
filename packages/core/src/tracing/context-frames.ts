import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { types } from 'node:util';

/** What all stores have in one run of code; as Node makes them from version 24 on, copied whenever one of them changes. */
type Frame = Map<AsyncLocalStorage<unknown>, unknown>;

const NOTHING: [] = [];
const RESOURCE = 'ASTROLABE';
/** What Node takes without it is an object that the engine is slow at. */
const RESOURCE_OPTIONS = { requireManualDestroy: false };
/** The engine's own: a bot may put another one in its place. */
const OrdinaryMap = Map;

/**
 * Enters contexts by frames that it fills itself: Node's own way, `AsyncLocalStorage.run`, copies the frame by the general
 * way from one map to another, and does so twice, which takes four times as long. A resource has the frame it was made in,
 * under a symbol of Node's; what runs in its scope runs in that frame, and afterwards the one before is back.
 */
export class ContextFrames {
  private readonly frameOf: symbol;
  private readonly Frame: new () => Frame;

  private constructor(frameOf: symbol, Frame: new () => Frame) {
    this.frameOf = frameOf;
    this.Frame = Frame;
  }

  /** Undefined where Node's contexts are not made of such frames. Trying them out leaves nothing in the bot's own. */
  static find(): ContextFrames | undefined {
    const stores = [new AsyncLocalStorage<number>(), new AsyncLocalStorage<number>()] as const;
    try {
      return new AsyncResource(RESOURCE, RESOURCE_OPTIONS).runInAsyncScope(() => {
        const frames = ContextFrames.look(stores[0]);
        return frames?.isProven(...stores) ? frames : undefined;
      });
    } catch {
      return undefined;
    } finally {
      for (const store of stores) store.disable();
    }
  }

  /**
   * Calls `work` on `subject` with `store` in `storage`. Afterwards all stores are as they were before: what `work` has
   * entered by `enterWith` of another one does not outlast it, as in the scope of any resource.
   */
  run<A extends unknown[], R>(
    storage: AsyncLocalStorage<unknown>,
    store: unknown,
    work: (...values: A) => R,
    subject: unknown,
    values: A,
  ): R {
    const resource = new AsyncResource(RESOURCE, RESOURCE_OPTIONS) as AsyncResource & Record<symbol, Frame>;
    const before = resource[this.frameOf];
    const frame = Reflect.construct(OrdinaryMap, NOTHING, this.Frame) as Frame;
    if (before !== undefined && !(before.size === 1 && before.has(storage))) {
      for (const [each, value] of before) frame.set(each, value);
    }
    frame.set(storage, store);
    resource[this.frameOf] = frame;
    return resource.runInAsyncScope<unknown, R>(work as (...all: unknown[]) => R, subject, ...values);
  }

  private static look(store: AsyncLocalStorage<number>): ContextFrames | undefined {
    store.enterWith(0);
    const resource = new AsyncResource(RESOURCE, RESOURCE_OPTIONS) as AsyncResource & Record<symbol, unknown>;
    const symbol = Object.getOwnPropertySymbols(resource).find((each) => types.isMap(resource[each]));
    if (symbol === undefined) return undefined;
    return new ContextFrames(symbol, (resource[symbol] as Frame).constructor as new () => Frame);
  }

  /** Whether a store is what it should be: inside, for others beside it, afterwards, and where it is given up. */
  private isProven(own: AsyncLocalStorage<number>, other: AsyncLocalStorage<number>): boolean {
    const within = () =>
      own.run(1, () => this.run(own, 2, () => [own.getStore(), other.getStore()], undefined, NOTHING));
    const stores = other.run(3, () => [...within(), own.getStore(), other.getStore()]);
    const given = this.run(
      own,
      4,
      () => {
        const before = own.getStore();
        own.disable();
        return [before, own.getStore()];
      },
      undefined,
      NOTHING,
    );
    return [...stores, ...given, own.getStore()].join() === [2, 3, 0, 3, 4, undefined, 0].join();
  }
}
