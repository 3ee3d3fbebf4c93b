import type { IncomingMessage } from 'node:http';
import type { RouteFinder } from '../instrument/http-server.js';
import type { RequestMetrics } from '../metrics/request-metrics.js';

/** The parts of an Express application or router that a walk reads. */
export interface ExpressApp {
  readonly use: (...handlers: unknown[]) => unknown;
  readonly set: unknown;
  readonly handle: unknown;
}

/** Finds the pattern of the route that Express chose. */
export const createExpressRouteFinder = (metrics: () => RequestMetrics): RouteFinder => {
  return (request: IncomingMessage) => {
    const route = (request as { route?: { path?: unknown } }).route;
    return route === undefined ? undefined : metrics().route(String(route.path));
  };
};

/** Whether the application itself has a GET route at exactly this path, without parameters. */
export const servesPath = (_app: ExpressApp, _path: string): boolean => false;
