import { hidesApplication } from './applications.js';
import { hiddenApplication } from './hidden-application.js';
import type { LayerPath } from './layer-path.js';
import { layerPaths } from './layer-paths.js';
import { isMeantFor } from './meant-path.js';
import { joinPatterns, UNKNOWN_MOUNT } from './pattern.js';
import { restAfter } from './request-path.js';
import { type Layer, openRouter, type Route } from './router-tree.js';

/** A tree deeper or larger than this is not one that somebody wrote. */
const MAX_DEPTH = 16;
const MAX_VISITS = 20_000;

/** A way through mounts along a path. */
interface Way {
  readonly levels: readonly LayerPath[];
  /** What the levels have taken of the path, and what is left. */
  readonly taken: string;
  readonly rest: string;
}
/** Where a way ends: at what takes the rest of the path, or at a mount whose application cannot be seen. */
interface End {
  readonly kind: 'served' | 'hidden';
  readonly way: Way;
}
interface Walk {
  readonly open: Set<readonly Layer[]>;
  visits: number;
}

/**
 * Whether an application has a route for GET, or a middleware, that is meant for `path`: it takes the path, through any
 * mounts, and does not take its siblings.
 */
export const servesMeant = (application: unknown, path: string): boolean => {
  for (const { kind, way } of endsOf(application, path)) {
    if (kind === 'served' && isMeantFor(way.levels, path)) return true;
  }
  return false;
};

/** The patterns of the mounts that could take `path` to an application that cannot be seen. */
export const hiddenMountsOf = (application: unknown, path: string): readonly string[] => {
  const patterns = new Set<string>();
  for (const { kind, way } of endsOf(application, path)) {
    if (kind === 'hidden' && isMeantFor(way.levels, way.taken)) patterns.add(patternOf(way));
  }
  return [...patterns];
};

const endsOf = (application: unknown, path: string): Generator<End> =>
  walkThrough({ open: new Set(), visits: 0 }, application, { levels: [], taken: '', rest: path });

function* walkThrough(walk: Walk, handle: unknown, way: Way): Generator<End> {
  const router = openRouter(handle);
  // A router may hold itself.
  if (router === undefined || walk.open.has(router.stack) || walk.open.size >= MAX_DEPTH) return;
  walk.open.add(router.stack);
  for (const layer of router.stack) {
    for (const level of layerPaths(layer)) {
      if (++walk.visits > MAX_VISITS) return;
      const next = wayAfter(level, way);
      if (next !== undefined) yield* endsAt(walk, layer, way, next);
    }
  }
  walk.open.delete(router.stack);
}

function* endsAt(walk: Walk, layer: Layer, before: Way, way: Way): Generator<End> {
  if (layer.route) {
    if (answersGet(layer.route)) yield { kind: 'served', way };
    return;
  }
  if (openRouter(layer.handle) !== undefined) return yield* walkThrough(walk, layer.handle, way);
  if (before.rest !== '/' && way.rest === '/' && isMiddleware(layer.handle)) yield { kind: 'served', way };
  if (!hidesApplication(layer)) return;
  const application = hiddenApplication(layer.handle);
  if (application === undefined) yield { kind: 'hidden', way };
  else yield* walkThrough(walk, application, way);
}

const wayAfter = (level: LayerPath, { levels, taken, rest }: Way): Way | undefined => {
  const part = level.probe(rest);
  if (part === undefined) return undefined;
  return { levels: [...levels, level], taken: taken + part, rest: restAfter(rest, part) };
};

/** What is mounted at just this path is meant for it; a handler of errors has four parameters and answers nothing. */
const isMiddleware = (handle: unknown): boolean => typeof handle === 'function' && handle.length < 4;

const answersGet = ({ methods }: Route): boolean => Boolean(methods?.get ?? methods?._all);

const patternOf = ({ levels }: Way): string =>
  levels.reduce((outer, { pattern }) => joinPatterns(outer, pattern ?? UNKNOWN_MOUNT), '') || '/';
