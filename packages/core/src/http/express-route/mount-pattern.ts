import { mountPathsOf, subAppsOf } from './applications.js';
import type { LayerPath } from './layer-path.js';
import { layerPaths } from './layer-paths.js';
import { joinPatterns, UNKNOWN_MOUNT } from './pattern.js';
import { restAfter } from './request-path.js';
import { type Layer, openRouter } from './router-tree.js';

const MAX_DEPTH = 16;
/** This look-up may come with each request, so it is a short one. */
const MAX_VISITS = 2_000;

/**
 * The pattern of the mount whose middleware answered: `mounted` is the beginning of `path` that the mounts have taken.
 * Undefined if no mount takes just that, or if several with different patterns do.
 */
export const mountPattern = (application: object, path: string, mounted: string): string | undefined => {
  const found = new Set<string>();
  const open = new Set<readonly Layer[]>();
  let visits = 0;

  const visit = (handle: unknown, rest: string, left: string, outer: string): void => {
    const router = openRouter(handle);
    if (router === undefined) {
      if (left === '') found.add(outer);
      return;
    }
    if (open.has(router.stack) || open.size >= MAX_DEPTH) return;
    open.add(router.stack);
    const enter = (inner: unknown, path: LayerPath): void => {
      const taken = path.match(rest);
      if (taken === undefined || ++visits > MAX_VISITS) return;
      const part = taken.endsWith('/') ? taken.slice(0, -1) : taken;
      if (!left.startsWith(part)) return;
      visit(inner, restAfter(rest, taken), left.slice(part.length), joinPatterns(outer, path.pattern ?? UNKNOWN_MOUNT));
    };
    for (const layer of router.stack) {
      if (!layer.route) for (const path of layerPaths(layer)) enter(layer.handle, path);
    }
    for (const app of subAppsOf(router.owner)) {
      for (const path of mountPathsOf(app, router)) enter(app, path);
    }
    open.delete(router.stack);
  };

  visit(application, path, mounted, '');
  const [only] = found;
  return found.size === 1 && visits <= MAX_VISITS ? only : undefined;
};
