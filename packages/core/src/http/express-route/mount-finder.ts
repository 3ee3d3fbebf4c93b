import type { RequestMetrics, RouteSeries } from '../../metrics/request-metrics.js';
import { applicationsAround, mountedAppPaths } from './applications.js';
import { mountPattern } from './mount-pattern.js';
import { UNKNOWN_MOUNT } from './pattern.js';
import { type ExpressRequest, requestPath } from './request-path.js';
import { openRouter } from './router-tree.js';

/** Finds the series of the mount whose middleware answered; undefined where that is not certain. */
export const createMountFinder = (metrics: () => RequestMetrics) => {
  // Mounts without parameters are the same text in a request and in a pattern, so they can be kept by it.
  const literal = new WeakMap<object, Map<string, RouteSeries>>();
  return (request: ExpressRequest): RouteSeries | undefined => {
    const { baseUrl = '' } = request;
    const applications = applicationsAround(request.app);
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
export const enclosingMount = (request: ExpressRequest): string => {
  const applications = applicationsAround(request.app);
  if (request.baseUrl) return mountPatternIn(applications, request) ?? UNKNOWN_MOUNT;
  // After an error: a sub-application that no request has shown yet.
  const path = requestPath(request);
  const mounts = applications.flatMap((each) => mountedAppPaths(openRouter(each)?.stack ?? []));
  const matching = mounts.filter((mount) => mount.match(path) !== undefined);
  const patterns = new Set(matching.map((mount) => mount.pattern ?? UNKNOWN_MOUNT));
  const [only = ''] = patterns;
  return patterns.size > 1 ? UNKNOWN_MOUNT : only;
};
