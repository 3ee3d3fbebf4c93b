import type { IncomingMessage } from 'node:http';
import type { RouteFinder } from '../instrument/route-finders.js';
import type { RequestMetrics, RouteSeries } from '../metrics/request-metrics.js';
import { applicationsAround } from './express-route/applications.js';
import { createMountFinder, enclosingMount } from './express-route/mount-finder.js';
import { type ExpressRequest, requestPath } from './express-route/request-path.js';
import { RouteEntry } from './express-route/route-entry.js';
import { isObject, type Route } from './express-route/router-tree.js';
import { hiddenMountsOf, servesMeant } from './express-route/serves-path.js';

/** The parts of an Express application or router that a walk reads. */
export interface ExpressApp {
  readonly use: (...handlers: unknown[]) => unknown;
  readonly set: unknown;
  readonly handle: unknown;
}

export { rememberApplication } from './express-route/applications.js';

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

  const search = (entry: RouteEntry<RouteSeries>, application: unknown): void => {
    const applications = applicationsAround(application);
    if (!entry.isStale(applications) || searches >= MAX_SEARCHES) return;
    searches++;
    entry.search(applications, application);
  };

  const findRoute = (request: ExpressRequest, route: Route): RouteSeries => {
    const entry = entries.get(route) ?? new RouteEntry(route, seriesOf);
    entries.set(route, entry);
    if (!entry.isFound || request.app !== entry.application) search(entry, request.app);
    return (
      (request.baseUrl && !entry.isMounted ? findMount(request) : undefined) ??
      entry.series ??
      entry.resolve(requestPath(request)) ??
      entry.under(enclosingMount(request))
    );
  };

  return (incoming: IncomingMessage) => {
    try {
      const request = incoming as ExpressRequest;
      const { app, baseUrl, route } = request;
      if (isObject(route)) {
        const entry = entries.get(route);
        // The hot path: one look-up for a route that has one place.
        if (entry?.series !== undefined && entry.application === app && (entry.isMounted || !baseUrl))
          return entry.series;
        return findRoute(request, route);
      }
      return baseUrl ? findMount(request) : undefined;
    } catch {
      // Something that poses as a request, a route or a layer: it is counted, without a route.
      return undefined;
    }
  };
};

/**
 * Whether the application itself has a GET route, or a middleware, meant for this path: one that takes it and does not
 * take paths beside it, as a parameter or a wildcard would. Applications that are mounted in it are looked into, too.
 * Calls nothing of the bot, changes nothing, and never throws.
 */
export const servesPath = (app: ExpressApp, path: string): boolean => {
  try {
    return servesMeant(app, path);
  } catch {
    return false;
  }
};

/**
 * The patterns of the mounts that could take this path to an application that `servesPath` cannot look into; empty
 * wherever the runtime has an inspector. The address stays Astrolabe's there, whatever that application has.
 */
export const hiddenMounts = (app: ExpressApp, path: string): readonly string[] => {
  try {
    return hiddenMountsOf(app, path);
  } catch {
    return [];
  }
};
