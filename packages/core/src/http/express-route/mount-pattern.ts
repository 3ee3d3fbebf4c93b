import { mountPathsOf, subAppsOf } from './applications.js';
import type { LayerPath } from './layer-path.js';
import { layerPaths } from './layer-paths.js';
import { joinPatterns, UNKNOWN_MOUNT } from './pattern.js';
import { restAfter } from './request-path.js';
import { type Layer, openRouter, type Router } from './router-tree.js';

const MAX_DEPTH = 16;
/** This look-up may come with each request, so it is a short one. */
const MAX_VISITS = 2_000;

/** How far a walk along a path has come. */
interface Position {
  /** The path that is left for the next level. */
  readonly rest: string;
  /** What the mounts still have to take. */
  readonly mounted: string;
  readonly pattern: string;
}
interface Walk {
  readonly found: Set<string>;
  readonly open: Set<readonly Layer[]>;
  visits: number;
}

/**
 * The pattern of the mount whose middleware answered: `mounted` is the beginning of `path` that the mounts have taken.
 * Undefined if no mount takes just that, or if several with different patterns do.
 */
export const mountPattern = (application: object, path: string, mounted: string): string | undefined => {
  const walk: Walk = { found: new Set(), open: new Set(), visits: 0 };
  visit(walk, application, { rest: path, mounted, pattern: '' });
  const [only] = walk.found;
  return walk.found.size === 1 && walk.visits <= MAX_VISITS ? only : undefined;
};

const visit = (walk: Walk, handle: unknown, at: Position): void => {
  const router = openRouter(handle);
  if (router === undefined) {
    if (at.mounted === '') walk.found.add(at.pattern);
    return;
  }
  if (walk.open.has(router.stack) || walk.open.size >= MAX_DEPTH) return;
  walk.open.add(router.stack);
  for (const [inner, path] of mountsOf(router)) {
    if (++walk.visits > MAX_VISITS) break;
    const next = positionAfter(path, at);
    if (next !== undefined) visit(walk, inner, next);
  }
  walk.open.delete(router.stack);
};

function* mountsOf(router: Router): Generator<readonly [handle: unknown, path: LayerPath]> {
  for (const layer of router.stack) {
    if (!layer.route) for (const path of layerPaths(layer)) yield [layer.handle, path];
  }
  for (const app of subAppsOf(router.owner)) {
    for (const path of mountPathsOf(app, router)) yield [app, path];
  }
}

const positionAfter = (path: LayerPath, { rest, mounted, pattern }: Position): Position | undefined => {
  const taken = path.match(rest);
  if (taken === undefined) return undefined;
  const part = taken.endsWith('/') ? taken.slice(0, -1) : taken;
  if (!mounted.startsWith(part)) return undefined;
  return {
    rest: restAfter(rest, taken),
    mounted: mounted.slice(part.length),
    pattern: joinPatterns(pattern, path.pattern ?? UNKNOWN_MOUNT),
  };
};
