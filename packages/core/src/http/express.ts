import type { IncomingMessage, ServerResponse } from 'node:http';
import { onServerListening } from '../lifecycle/servers.js';
import type { Instance } from '../registry.js';
import { createExpressRouteFinder, type ExpressApp, servesPath } from './express-route.js';
import type { Middleware, Next } from './middleware.js';
import { startLine } from './start-line.js';

interface Layer {
  handle: unknown;
}
interface Router {
  readonly stack: Layer[];
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
  const { dispatch, middleware } = instance;
  if (!instance.config.enabled) return offMiddleware(instance);
  httpServer.addRouteFinder(createExpressRouteFinder(requestMetrics));

  const front: Middleware = (request, response, next) => {
    if (!dispatch(request, response)) next();
  };
  const ownPlace = middleware ?? passThrough;
  /** In a router, or called by hand: both at once, where it stands. */
  const whole: Middleware = (request, response, next) => {
    if (!dispatch(request, response)) ownPlace(request, response, next);
  };

  const announce = once((app: Application) => {
    yieldToBot(instance, app);
    diagnostics.info(startLine(instance, { framework: frameworkName(app) }));
  });
  const mounted = (app: Application) => {
    replaceMount(app, front, middleware);
    const stop = onServerListening(diagnostics, (server) => {
      if (!server.listeners('request').includes(app as never)) return;
      stop();
      announce(app);
    });
  };
  return poseAsApplication(whole, mounted);
};

const passThrough: Middleware = (_request, _response, next) => next();

/** Says once that everything is off. */
const offMiddleware = (instance: Instance): Middleware => {
  instance.runtime.diagnostics.info(startLine(instance, { framework: 'express' }));
  return (_request: IncomingMessage, _response: ServerResponse, next: Next) => next();
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
  const router = routerOf(app);
  if (router === undefined) return;
  router.stack.pop();
  if (ownPlace !== undefined) router.use(ownPlace);
  router.use(front);
  router.stack.unshift(router.stack.pop() as Layer);
};

/** Express 4 throws when its `router` is read, and has `_router`. */
export const routerOf = (app: Application): Router | undefined => app._router ?? app.router;

const yieldToBot = (instance: Instance, app: Application): void => {
  for (const endpoint of instance.contributions.endpoints) {
    if (servesPath(app, endpoint.path)) instance.yieldPath(endpoint.path);
  }
};

const frameworkName = (app: Application): string => (app._router === undefined ? 'express 5' : 'express 4');

const once = <A>(action: (argument: A) => void): ((argument: A) => void) => {
  let done = false;
  return (argument) => {
    if (done) return;
    done = true;
    action(argument);
  };
};

/** Keeps a handler's error with its request, and passes it on. Needed before Express 5.3 only. */
export const expressErrorHandler =
  (instance: () => Instance | undefined) =>
  (error: unknown, _request: IncomingMessage, response: ServerResponse, next: Next): void => {
    instance()?.runtime.httpServer.transactionOf(response)?.root.recordException(error);
    next(error);
  };
