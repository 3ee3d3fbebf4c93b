import type { LayerPath } from './layer-path.js';
import { layerPaths, pathsWithText } from './layer-paths.js';
import { isObject, type Layer, openRouter, type Router, read } from './router-tree.js';

/**
 * `app.use('/x', subApp)` hides the sub-application in a function, so a walk from above does not find it. A request
 * that it answers has it, and it knows its parent and where it is mounted.
 */
const subApps = new WeakMap<object, Set<object>>();
const mountPaths = new WeakMap<object, readonly LayerPath[]>();
/** The applications that Astrolabe was given. */
const remembered = new Set<object>();
let learned = 0;

const MAX_DEPTH = 16;
/** A bot that makes an application for each request fills this, and no more. */
const MAX_SUB_APPS = 1_000;
/** A process has one; tests have one after another, and the latest count. */
const MAX_REMEMBERED = 8;
/** What Express calls the function that hides a sub-application. */
export const MOUNTED_APP = 'mounted_app';

/** Remembers an application of the bot: one that a plain router mounts within it does not know its parent. */
export const rememberApplication = (app: object): void => {
  add(remembered, app);
  const [oldest] = remembered;
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
};

/** The outermost applications in which the route of a request may be, in the order to look; `app` has the request. */
export const applicationsAround = (app: unknown): readonly object[] => {
  if (!isObject(app)) return [];
  const around = outermostOf(app);
  const known = new Set([...remembered].map(outermostOf));
  return known.has(around) ? [around] : [...known, around];
};

/** Climbs to the application that has no parent, and remembers the mounts on the way. */
const outermostOf = (app: object): object => {
  let outer = app;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const parent = read(outer, 'parent');
    if (!isObject(parent) || openRouter(parent) === undefined) break;
    learn(parent, outer);
    outer = parent;
  }
  return outer;
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
  stack.filter(hidesApplication).flatMap(layerPaths);

/** A tracing tool that wraps the function may take its name; the layer keeps it. */
export const hidesApplication = (layer: Layer): boolean =>
  read(layer.handle, 'name') === MOUNTED_APP || read(layer, 'name') === MOUNTED_APP;
