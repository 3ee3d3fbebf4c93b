import { capturedBy } from './captured-values.js';
import { isApplication, isObject } from './router-tree.js';

/** Wrappers around wrappers, of tracing tools. */
const MAX_DEPTH = 4;
/** A bot that mounts applications as it runs fills this, and no more. */
const MAX_OPENED = 1_000;

/** Once looked for, what a function hides never changes, so neither does an answer that rests on it. */
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
  const values = [...originalsOf(closure), ...capturedBy(closure)].filter(isObject);
  const application = values.find((value) => typeof value === 'function' && isApplication(value));
  if (application !== undefined) return application;
  for (const value of values) {
    const inner = typeof value === 'function' ? search(value, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
};
