import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../instance.js';
import { onServerListening } from '../lifecycle/servers.js';
import type { ServesPath } from './dispatch.js';
import { createExpressRouteFinder, type ExpressApp, rememberApplication, servesPath } from './express-route.js';
import { expressName } from './express-version.js';
import type { Middleware, Next } from './middleware.js';
import { startLine } from './start-line.js';

interface Router {
  readonly stack: unknown[];
  use(handler: Middleware): unknown;
}
type Application = ExpressApp & { readonly router?: Router; readonly _router?: Router };

/**
 * The middleware for `app.use`. Express tells a mounted application about its mount; this middleware poses as one to
 * learn which application it is in, and then stands in front of the bot's own middleware, so that their
 * authentication cannot fail a platform's probe.
 */
export const expressMiddleware = (instance: Instance): Middleware => {
  const { httpServer, requestMetrics, diagnostics } = instance.runtime;
  if (!instance.config.enabled) {
    diagnostics.info(startLine(instance, { framework: 'express', serves: () => false }));
    return passThrough;
  }
  httpServer.setRouteFinder('express', createExpressRouteFinder(requestMetrics));
  return poseAsApplication(inItsPlace(instance), (app: Application) => {
    rememberApplication(app);
    const announce = announcer(instance, app);
    replaceMount(app, answering(instance, app, passThrough, announce), instance.middleware);
    const stop = onServerListening(diagnostics, (server) => {
      if (server.listeners('request').includes(app as never)) announce();
    });
    instance.whenStopped(stop);
  });
};

const passThrough: Middleware = (_request, _response, next) => next();

/** Answers our endpoints, and leaves what is not for us to `rest`. */
const answering = ({ dispatch }: Instance, app: Application, rest: Middleware, announce: () => void): Middleware => {
  const serves: ServesPath = (path) => servesPath(app, path);
  return (request, response, next) => {
    // A server that hides the application in a function of its own was not recognised when it began to listen.
    announce();
    if (!dispatch(request, response, serves)) rest(request, response, next);
  };
};

/** For `router.use(astrolabe())`: no mount is told of, so the application is learned from the first request. */
const inItsPlace = (instance: Instance): Middleware => {
  const rest = instance.middleware ?? passThrough;
  let whole: Middleware | undefined;
  return (request, response, next) => {
    const { app } = request as IncomingMessage & { readonly app?: Application };
    if (whole === undefined && app !== undefined) whole = answering(instance, app, rest, announcer(instance, app));
    (whole ?? rest)(request, response, next);
  };
};

/** Says the start line, once. */
const announcer = (instance: Instance, app: Application): (() => void) => {
  let announced = false;
  return () => {
    if (announced) return;
    announced = true;
    const serves: ServesPath = (path) => servesPath(app, path);
    instance.runtime.diagnostics.info(startLine(instance, { framework: expressName(app), serves }));
  };
};

/** `app.use` mounts whatever has `handle` and `set`, and then emits `mount` on it with the parent. */
const poseAsApplication = (middleware: Middleware, mounted: (app: Application) => void): Middleware =>
  Object.assign(middleware, {
    handle: middleware,
    set: () => undefined,
    emit: (event: string, app: Application) => {
      if (event === 'mount') mounted(app);
      return true;
    },
  });

/** Takes the mount that `app.use` has just made off the application, and puts our own layers where they belong. */
const replaceMount = (app: Application, front: Middleware, ownPlace: Middleware | undefined): void => {
  // Express 4 throws when its `router` is read, and has `_router`.
  const router = app._router ?? app.router;
  if (router === undefined) return;
  router.stack.pop();
  if (ownPlace !== undefined) router.use(ownPlace);
  router.use(front);
  router.stack.unshift(router.stack.pop());
};

/** Keeps a handler's error with its request, and passes it on. Needed before Express 5.3 only. */
export const expressErrorHandler =
  (instance: () => Instance | undefined) =>
  (error: unknown, _request: IncomingMessage, response: ServerResponse, next: Next): void => {
    instance()?.runtime.httpServer.transactionOf(response)?.root.recordException(error);
    next(error);
  };
