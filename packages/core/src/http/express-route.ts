import type { IncomingMessage } from 'node:http';
import type { RouteFinder } from '../instrument/http-server.js';
import type { RequestMetrics, RouteSeries } from '../metrics/request-metrics.js';
import { applicationsAround, mountedAppPaths, rememberApplication } from './express-route/applications.js';
import { RouteEntry } from './express-route/entry.js';
import { mountPattern } from './express-route/mount-pattern.js';
import { UNKNOWN_MOUNT } from './express-route/pattern.js';
import { type ExpressRequest, requestPath } from './express-route/request-path.js';
import { isObject, openRouter, type Route } from './express-route/router-tree.js';
import { servesExactly } from './express-route/serves-path.js';

/** The parts of an Express application or router that a walk reads. */
export interface ExpressApp {
  readonly use: (...handlers: unknown[]) => unknown;
  readonly set: unknown;
  readonly handle: unknown;
}

export { rememberApplication };

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
    const applications = applicationsAround(request.app);
    const entry = entries.get(route) ?? new RouteEntry(route, seriesOf);
    entries.set(route, entry);
    if (entry.isStale(applications) && searches < MAX_SEARCHES) {
      searches++;
      entry.search(applications);
    }
    return (
      (request.baseUrl && !entry.isMounted ? findMount(request, applications) : undefined) ??
      entry.series ??
      entry.resolve(requestPath(request)) ??
      entry.under(enclosingMount(request, applications))
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
      return baseUrl ? findMount(request, applicationsAround(request.app)) : undefined;
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
  return (request: ExpressRequest, applications: readonly object[]): RouteSeries | undefined => {
    const { baseUrl = '' } = request;
    const [application] = applications;
    if (application === undefined) return undefined;
    const kept = literal.get(application)?.get(baseUrl);
    if (kept !== undefined) return kept;
    const pattern = mountPatternIn(applications, request);
    if (pattern === undefined) return undefined;
    const series = metrics().route(pattern);
    if (pattern === baseUrl) literal.set(application, (literal.get(application) ?? new Map()).set(baseUrl, series));
    return series;
  };
};

const mountPatternIn = (applications: readonly object[], request: ExpressRequest): string | undefined => {
  const path = requestPath(request);
  for (const application of applications) {
    const pattern = mountPattern(application, path, request.baseUrl ?? '');
    if (pattern !== undefined) return pattern;
  }
  return undefined;
};

/** What is certain of the mounts around a route that stands nowhere in the tree. */
const enclosingMount = (request: ExpressRequest, applications: readonly object[]): string => {
  if (request.baseUrl) return mountPatternIn(applications, request) ?? UNKNOWN_MOUNT;
  // After an error: a sub-application that no request has shown yet.
  const path = requestPath(request);
  const mounts = applications.flatMap((each) => mountedAppPaths(openRouter(each)?.stack ?? []));
  return mounts.find((each) => each.match(path) !== undefined)?.pattern ?? '';
};

/** Whether the application itself has a GET route at exactly this path, without parameters. */
export const servesPath = (app: ExpressApp, path: string): boolean => {
  try {
    return servesExactly(app, path);
  } catch {
    return false;
  }
};
