import type { HandlerChannel, HandlerRun } from './handler-runs.js';

interface ExpressRun extends HandlerRun {
  /** It has the route that was matched last, which may be over. */
  readonly req: { readonly route?: { readonly stack?: readonly unknown[] } };
  readonly layer: unknown;
  readonly errorHandler?: boolean;
  /** There when it has returned, and nothing follows. */
  readonly result?: unknown;
}

/**
 * Express 5.3 publishes all middleware alike: a handler is what its route has in its stack. A route knows its own part of
 * the pattern alone; the whole of it is with the request.
 */
export const EXPRESS_HANDLERS: HandlerChannel<ExpressRun> = {
  channel: 'express.router.request',
  isHandler: ({ req, layer, errorHandler }) => errorHandler !== true && req.route?.stack?.includes(layer) === true,
  routeOf: () => undefined,
  isOver: (run) => 'result' in run || 'error' in run,
};
