import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Diagnostics } from '../../diagnostics.js';
import type { Exceptions } from '../../exceptions/exceptions.js';
import type { RouteFinder } from '../../instrument/route-finders.js';
import type { ErrorHandler } from '../middleware.js';
import type { MountingApplication } from './mount.js';

/** Keeps a handler's exception with its request, and passes it on. */
export const createErrorHandler =
  (exceptions: () => Exceptions): ErrorHandler =>
  (error, _request, response, next) => {
    exceptions().requestThrew(response, error);
    next(error);
  };

interface Layer {
  readonly handle?: { readonly length?: unknown };
  readonly route?: unknown;
}
const isErrorLayer = ({ handle, route }: Layer): boolean => route === undefined && handle?.length === 4;

/**
 * Puts an error handler after the routes of an application and before the bot's own error handlers, which may answer and
 * pass nothing on. Requests without an error never reach it. Express 5.3 publishes errors on a channel as well, but a
 * subscriber to that makes every middleware of every request dearer.
 */
export const placeErrorHandler = (app: MountingApplication, handler: ErrorHandler): void => {
  // Express 4 throws when its `router` is read, and has `_router`.
  const router = app._router ?? app.router;
  const stack = router?.stack as Layer[] | undefined;
  if (router === undefined || stack === undefined) return;
  router.use(handler);
  const added = stack.pop() as Layer;
  const first = stack.findIndex(isErrorLayer);
  stack.splice(first < 0 ? stack.length : first, 0, added);
};

/** What Express sends with the page of an error that nobody has handled. Source: the package finalhandler. */
const isUnhandledPage = (response: ServerResponse): boolean =>
  response.getHeader('content-security-policy') === "default-src 'none'" &&
  response.getHeader('x-content-type-options') === 'nosniff';

/**
 * Says once that an exception came by unseen: Express itself answered it, so it is no 500 that the bot has sent on
 * purpose. That is so for routes that are added after the bot has begun to listen.
 */
export const noticingUnseen =
  (find: RouteFinder, exceptions: Exceptions, diagnostics: Diagnostics): RouteFinder =>
  (request) => {
    const { res: response } = request as IncomingMessage & { readonly res?: ServerResponse };
    if (response !== undefined && response.statusCode >= 500 && !exceptions.saw(response)) {
      if (isUnhandledPage(response)) warnOfUnseen(diagnostics);
    }
    return find(request);
  };

const warnOfUnseen = (diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_EXCEPTION_UNSEEN',
    'Express answered an exception of a route with a 500, and Astrolabe did not see which; ' +
      "put app.use(errorHandler()) after the last route (import { errorHandler } from '@astrolabe/node/express')",
  );
