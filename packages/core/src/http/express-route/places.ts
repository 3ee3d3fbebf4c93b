import { mountPathsOf, subAppsOf } from './applications.js';
import type { LayerPath } from './layer-path.js';
import { layerPaths } from './layer-paths.js';
import { joinPatterns, UNKNOWN_MOUNT } from './pattern.js';
import { restAfter } from './request-path.js';
import { type Layer, openRouter, type Route } from './router-tree.js';

/** Where a route stands: the paths of its mounts, from the outermost, and its own. */
export type Place = readonly LayerPath[];

/** A tree deeper or larger than this is not one that somebody wrote. */
const MAX_DEPTH = 16;
const MAX_VISITS = 20_000;
/** A route in more places than this is found in the first of them only. */
const MAX_PLACES = 256;

/** Every place of a route in the tree of an application, in the order in which Express tries them. */
export const placesOf = (route: Route, application: object): readonly Place[] => {
  const places: Place[] = [];
  const open = new Set<readonly Layer[]>();
  let visits = 0;

  const isEnough = () => ++visits > MAX_VISITS || places.length >= MAX_PLACES;
  const visit = (handle: unknown, mounts: Place): void => {
    const router = openRouter(handle);
    // A router may hold itself.
    if (router === undefined || open.has(router.stack) || open.size >= MAX_DEPTH || isEnough()) return;
    open.add(router.stack);
    for (const layer of router.stack) {
      if (isEnough()) break;
      visitLayer(layer, mounts);
    }
    for (const app of subAppsOf(router.owner)) {
      for (const path of mountPathsOf(app, router)) visit(app, [...mounts, path]);
    }
    open.delete(router.stack);
  };

  const visitLayer = (layer: Layer, mounts: Place): void => {
    if (layer.route === route) for (const path of layerPaths(layer)) places.push([...mounts, path]);
    if (layer.route || openRouter(layer.handle) === undefined) return;
    for (const path of layerPaths(layer)) visit(layer.handle, [...mounts, path]);
  };

  visit(application, []);
  return places;
};

/** Whether a path leads to a place, level by level. */
export const leadsTo = (place: Place, path: string): boolean => {
  let rest = path;
  for (const level of place) {
    const taken = level.match(rest);
    if (taken === undefined) return false;
    rest = restAfter(rest, taken);
  }
  return true;
};

/** Whether the pattern of a place is known without a request. */
export const isKnown = (place: Place): boolean => place.every(({ pattern }) => pattern !== undefined);

/** Whether a request that is at this place has a mount in its `baseUrl`. */
export const isUnderMount = (place: Place): boolean => place.slice(0, -1).some(({ pattern }) => pattern !== '/');

export const patternOf = (place: Place): string =>
  place.reduce((outer, { pattern }) => joinPatterns(outer, pattern ?? UNKNOWN_MOUNT), '') || '/';
