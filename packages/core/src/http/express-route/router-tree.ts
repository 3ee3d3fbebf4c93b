/** What Express keeps for each `use` and each route. */
export interface Layer {
  readonly handle?: unknown;
  readonly route?: Route | undefined;
}
/** What Express keeps for each route; the request holds the one that took it. */
export interface Route {
  readonly path?: unknown;
  readonly methods?: Readonly<Record<string, unknown>>;
}
export interface Router {
  /** The router's or the application's own object. */
  readonly owner: object;
  readonly stack: readonly Layer[];
}

/** Functions that were seen to be plain middleware: most of a bot's layers are. */
const plain = new WeakSet<object>();

/** A wrapper has its original among so many properties at most. */
const MAX_PROPERTIES = 32;

/**
 * The router or application behind a layer's function, also where a tracing tool has put a function of its own in
 * front of it; undefined for a plain middleware.
 */
export const openRouter = (handle: unknown): Router | undefined => {
  if (!isObject(handle) || plain.has(handle)) return undefined;
  const stack = stackOf(handle);
  if (stack !== undefined) return { owner: handle, stack };
  const wrapped = wrappedRouter(handle);
  // An application of Express 4 has no router before its first route.
  if (wrapped === undefined && !isApplication(handle)) plain.add(handle);
  return wrapped;
};

const wrappedRouter = (handle: object): Router | undefined => {
  for (const key of Reflect.ownKeys(handle).slice(0, MAX_PROPERTIES)) {
    // Values only: a getter is the bot's own code.
    const original: unknown = Object.getOwnPropertyDescriptor(handle, key)?.value;
    const stack = typeof original === 'function' ? stackOf(original) : undefined;
    if (stack !== undefined) return { owner: original as object, stack };
  }
  return undefined;
};

const stackOf = (owner: object): readonly Layer[] | undefined =>
  asStack(read(owner, 'stack')) ?? (isApplication(owner) ? asStack(read(routerOf(owner), 'stack')) : undefined);

const asStack = (value: unknown): readonly Layer[] | undefined => (Array.isArray(value) ? value : undefined);

/** The rule of `app.use` itself. */
export const isApplication = (owner: object): boolean => Boolean(read(owner, 'handle')) && Boolean(read(owner, 'set'));

/** Express 4 has `_router`, and throws when its `router` is read. */
const routerOf = (application: object): unknown => read(application, '_router') ?? read(application, 'router');

/** A property of an object that is not ours: a getter or a proxy that throws has none. */
export const read = (owner: unknown, key: string): unknown => {
  try {
    return isObject(owner) ? (owner as Readonly<Record<string, unknown>>)[key] : undefined;
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
