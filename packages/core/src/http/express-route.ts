import type { IncomingMessage } from 'node:http';
import type { RouteFinder } from '../instrument/http-server.js';
import type { RequestMetrics, RouteSeries } from '../metrics/request-metrics.js';
import { RouteEntry } from './express-route/entry.js';
import { mountPattern } from './express-route/mount-pattern.js';
import { UNKNOWN_MOUNT } from './express-route/pattern.js';
import { type ExpressRequest, requestPath } from './express-route/request-path.js';
import { isObject, openRouter, type Route } from './express-route/router-tree.js';
import { servesExactly } from './express-route/serves-path.js';
import { learnApps, mountedAppPaths } from './express-route/sub-apps.js';

/** The parts of an Express application or router that a walk reads. */
export interface ExpressApp {
  readonly use: (...handlers: unknown[]) => unknown;
  readonly set: unknown;
  readonly handle: unknown;
}

/** A bot that makes routes as it runs is looked up so often; its further routes are shown by their own pattern. */
const MAX_SEARCHES = 10_000;

/**
 * Finds the pattern of the route that took a request, when the response closes.
 *
 * Express says which route it was, and no pattern for the mounts around it: `baseUrl` is the caller's own text, and
 * empty after an error. So the route is looked up in the tree of routers, once; a route that stands in several places,
 * or has several paths, is told apart by the path of each request. A route that passes a request on keeps it, unless
 * the answer came from a mount that the route does not stand under. Without a route, the middleware that answered is
 * known by its mount, if there is one.
 */
export const createExpressRouteFinder = (metrics: () => RequestMetrics): RouteFinder => {
  const entries = new WeakMap<object, RouteEntry<RouteSeries>>();
  const findMount = createMountFinder(metrics);
  const seriesOf = (pattern: string): RouteSeries => metrics().route(pattern);
  let searches = 0;

  const findRoute = (request: ExpressRequest, route: Route): RouteSeries => {
    const application = learnApps(request.app);
    const entry = entries.get(route) ?? new RouteEntry(route, seriesOf);
    entries.set(route, entry);
    if (application !== undefined && entry.isStale(application) && searches < MAX_SEARCHES) {
      searches++;
      entry.search(application);
    }
    const passedOn = !entry.isMounted && application !== undefined && request.baseUrl;
    return (
      (passedOn ? findMount(request, application) : undefined) ??
      entry.series ??
      entry.resolve(requestPath(request)) ??
      entry.under(enclosingMount(request, application))
    );
  };

  return (incoming: IncomingMessage) => {
    try {
      const request = incoming as ExpressRequest;
      const { route, baseUrl } = request;
      if (isObject(route)) {
        const entry = entries.get(route);
        // The hot path: one look-up for a route that has one place.
        if (entry?.series !== undefined && (entry.isMounted || !baseUrl)) return entry.series;
        return findRoute(request, route);
      }
      const application = baseUrl ? learnApps(request.app) : undefined;
      return application === undefined ? undefined : findMount(request, application);
    } catch {
      // Something that poses as a request, a route or a layer: it is counted, without a route.
      return undefined;
    }
  };
};

/** Finds the series of the mount whose middleware answered. */
const createMountFinder = (metrics: () => RequestMetrics) => {
  // Mounts without parameters are the same text in a request and in a pattern, so they can be kept by it.
  const literal = new WeakMap<object, Map<string, RouteSeries>>();
  return (request: ExpressRequest, application: object): RouteSeries | undefined => {
    const { baseUrl = '' } = request;
    const kept = literal.get(application)?.get(baseUrl);
    if (kept !== undefined) return kept;
    const pattern = mountPattern(application, requestPath(request), baseUrl);
    if (pattern === undefined) return undefined;
    const series = metrics().route(pattern);
    if (pattern === baseUrl) literal.set(application, (literal.get(application) ?? new Map()).set(baseUrl, series));
    return series;
  };
};

/** What is certain of the mounts around a route that stands nowhere in the tree. */
const enclosingMount = (request: ExpressRequest, application: object | undefined): string => {
  const { baseUrl } = request;
  const path = requestPath(request);
  if (baseUrl) return (application && mountPattern(application, path, baseUrl)) ?? UNKNOWN_MOUNT;
  // After an error: a sub-application that no request has shown yet.
  const mount = mountedAppPaths(openRouter(application)?.stack ?? []).find((each) => each.match(path) !== undefined);
  return mount?.pattern ?? '';
};

/** Whether the application itself has a GET route at exactly this path, without parameters. */
export const servesPath = (app: ExpressApp, path: string): boolean => {
  try {
    return servesExactly(app, path);
  } catch {
    return false;
  }
};
