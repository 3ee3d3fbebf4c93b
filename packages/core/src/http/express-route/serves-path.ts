import { mountPathsOf, subAppsOf } from './applications.js';
import type { LayerPath } from './layer-path.js';
import { layerPaths } from './layer-paths.js';
import { restAfter } from './request-path.js';
import { type Layer, openRouter, type Route } from './router-tree.js';

const MAX_DEPTH = 16;

/**
 * Whether an application has a route for GET, or a middleware, whose pattern is just `path`, in any case of letters
 * and through any mounts without parameters. A route with a parameter, a wildcard or a regular expression is not meant for one path.
 */
export const servesExactly = (handle: unknown, path: string, depth = 0): boolean => {
  const router = openRouter(handle);
  if (router === undefined || depth > MAX_DEPTH) return false;
  const leads = (inner: unknown, level: LayerPath): boolean => {
    const rest = restAfterText(level, path);
    return rest !== undefined && servesExactly(inner, rest, depth + 1);
  };
  const endsAt = (layer: Layer): boolean => layerPaths(layer).some((level) => restAfterText(level, path) === '/');
  const isServed = (layer: Layer): boolean => {
    if (layer.route) return answersGet(layer.route) && endsAt(layer);
    if (openRouter(layer.handle) === undefined) return path !== '/' && isMiddleware(layer.handle) && endsAt(layer);
    return layerPaths(layer).some((level) => leads(layer.handle, level));
  };
  return (
    router.stack.some(isServed) ||
    [...subAppsOf(router.owner)].some((app) => mountPathsOf(app, router).some((level) => leads(app, level)))
  );
};

/** What is mounted at just this path is meant for it; a handler of errors has four parameters and answers nothing. */
const isMiddleware = (handle: unknown): boolean => typeof handle === 'function' && handle.length < 4;

const answersGet = ({ methods }: Route): boolean => Boolean(methods?.get ?? methods?._all);

/** What is left of a path after a level that is nothing but text; undefined for any other. */
const restAfterText = (level: LayerPath, path: string): string | undefined => {
  const taken = level.match(path);
  const pattern = level.pattern?.toLowerCase();
  if (taken === undefined || pattern === undefined) return undefined;
  if (withoutEndSlash(pattern) !== withoutEndSlash(taken.toLowerCase())) return undefined;
  return restAfter(path, taken);
};

const withoutEndSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);
