import { MOUNTED_APP } from './applications.js';
import { capturedBy } from './captured-values.js';
import { isApplication, read } from './router-tree.js';

/** Wrappers around wrappers, of tracing tools. */
const MAX_DEPTH = 4;
/** A wrapper has its original among so many properties at most. */
const MAX_PROPERTIES = 32;
/** A bot that mounts applications as it runs fills this, and no more. */
const MAX_OPENED = 1_000;

/** What a function hides never changes; it is looked for once, so an answer that rests on it does not change either. */
const known = new WeakMap<object, object | 'none'>();
let opened = 0;

/**
 * The application behind the function that `app.use('/x', subApp)` makes, which keeps it to itself; undefined where
 * that cannot be seen. Nothing of the bot is called.
 */
export const hiddenApplication = (handle: unknown): object | undefined => {
  if (typeof handle !== 'function') return undefined;
  const kept = known.get(handle) ?? search(handle, 0) ?? 'none';
  known.set(handle, kept);
  return kept === 'none' ? undefined : kept;
};

const search = (closure: object, depth: number): object | undefined => {
  if (depth >= MAX_DEPTH || opened >= MAX_OPENED) return undefined;
  opened++;
  const captured = capturedBy(closure);
  // A tracing tool's wrapper may have captured any application, so what it wraps is asked first.
  const original = [...ownValuesOf(closure), ...captured].find(isMountFunction);
  const application = original === undefined ? undefined : search(original, depth + 1);
  return application ?? captured.find(isApplication);
};

const isMountFunction = (value: unknown): value is object =>
  typeof value === 'function' && read(value, 'name') === MOUNTED_APP;

/** Values only: a getter is the bot's own code. */
const ownValuesOf = (closure: object): readonly unknown[] =>
  Reflect.ownKeys(closure)
    .slice(0, MAX_PROPERTIES)
    .map((key): unknown => Object.getOwnPropertyDescriptor(closure, key)?.value);
