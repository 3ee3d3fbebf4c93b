import type { LayerPath } from './layer-path.js';
import { layerPaths, pathsWithText } from './layer-paths.js';
import { isObject, type Layer, openRouter, type Router, read } from './router-tree.js';

/**
 * `app.use('/x', subApp)` hides the sub-application in a function, so a walk from above does not find it. A request
 * that it answers has it, and it knows its parent and where it is mounted.
 */
const subApps = new WeakMap<object, Set<object>>();
const mountPaths = new WeakMap<object, readonly LayerPath[]>();
/** The applications that are known to stand outside. */
const outermost = new Set<object>();
let learned = 0;

const MAX_DEPTH = 16;
/** A bot that makes an application for each request fills this, and no more. */
const MAX_SUB_APPS = 1_000;
/** A process has one; tests have one after another, and the latest count. */
const MAX_OUTERMOST = 8;
/** What Express calls the function that hides a sub-application. */
const MOUNTED_APP = 'mounted_app';

/** Remembers an outermost application: one that a plain router mounts in it does not know its parent. */
export const rememberApplication = (app: object): void => {
  add(outermost, app);
  const [oldest] = outermost;
  if (outermost.size > MAX_OUTERMOST && oldest !== undefined) outermost.delete(oldest);
};

/** Remembers the applications around the one that has a request; returns those in which its route may be. */
export const applicationsAround = (app: unknown): readonly object[] => {
  if (!isObject(app)) return [];
  let outer = app;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const parent = read(outer, 'parent');
    if (!isObject(parent) || openRouter(parent) === undefined) break;
    learn(parent, outer);
    outer = parent;
  }
  return outermost.has(outer) ? [outer] : [...outermost, outer];
};

const learn = (parent: object, app: object): void => {
  const known = subApps.get(parent) ?? new Set();
  subApps.set(parent, known);
  if (known.size < MAX_SUB_APPS) add(known, app);
};

const add = (known: Set<object>, app: object): void => {
  if (known.has(app)) return;
  known.add(app);
  learned++;
};

/** Goes up with every application that is learned of: what was not found before may be found now. */
export const learnedApplications = (): number => learned;

export const subAppsOf = (owner: object): Iterable<object> => subApps.get(owner) ?? [];

/**
 * Where a sub-application is mounted in its parent: by its own word, which is its last mount only, and then wherever
 * the parent has mounted some application.
 */
export const mountPathsOf = (app: object, parent: Router): readonly LayerPath[] => {
  let paths = mountPaths.get(app);
  if (paths === undefined) {
    paths = [...pathsByMountPath(app, parent), ...mountedAppPaths(parent.stack)];
    mountPaths.set(app, paths);
  }
  return paths;
};

/** A layer is made to match `mountpath`: the parent's own layer for it cannot be told from others. */
const pathsByMountPath = (app: object, { stack }: Router): readonly LayerPath[] => {
  const mountPath = read(app, 'mountpath');
  const LayerOfExpress = stack[0]?.constructor as (new (...options: unknown[]) => Layer) | undefined;
  if (LayerOfExpress === undefined) return [];
  const layer = new LayerOfExpress(mountPath, { end: false, strict: false }, () => undefined);
  return pathsWithText(layer, mountPath);
};

/** The mounts of a stack that hide an application. */
export const mountedAppPaths = (stack: readonly Layer[]): readonly LayerPath[] =>
  stack.filter(({ handle }) => read(handle, 'name') === MOUNTED_APP).flatMap(layerPaths);
