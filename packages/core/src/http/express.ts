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
type Handle = (request: IncomingMessage, response: ServerResponse, next?: Next) => unknown;
type Application = Omit<ExpressApp, 'handle'> & {
  handle: Handle;
  readonly router?: Router;
  readonly _router?: Router;
  readonly parent?: unknown;
};
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * The middleware for `app.use`. Express tells a mounted application about its mount; this middleware poses as one to
 * learn which application it is in, and then stands in front of all that this application does, so that no
 * authentication of the bot's can fail a platform's probe.
 */
export const expressMiddleware = (instance: Instance): Middleware => {
  const { httpServer, requestMetrics, diagnostics } = instance.runtime;
  if (!instance.config.enabled) {
    diagnostics.info(startLine(instance, { framework: 'express', serves: () => false }));
    return passThrough;
  }
  httpServer.setRouteFinder('express', createExpressRouteFinder(requestMetrics));
  return poseAsApplication(inItsPlace(instance), (app: Application) => {
    takeMountOff(app, instance.middleware);
    if (inFront.has(app)) return;
    rememberApplication(app);
    const announce = announcer(instance, app);
    standInFront(instance, app, announce);
    const stop = onServerListening(instance.runtime, (server) => {
      const root = server.listeners('request').find((listener) => isWithin(app, listener));
      if (root === undefined) return;
      // Within another application, only what is below its mount would come by.
      standInFront(instance, root as unknown as Application, announce);
      announce();
    });
    instance.whenStopped(stop);
  });
};

const isWithin = (app: Application, outer: unknown): boolean => {
  for (let each: unknown = app; each !== undefined; each = (each as Application).parent)
    if (each === outer) return true;
  return false;
};

/** The applications that we stand in front of: one that uses us twice has us once. */
const inFront = new WeakSet<object>();

const passThrough: Middleware = (_request, _response, next) => next();

/** Answers our endpoints, where the application does not serve them itself. */
const answerer = ({ dispatch }: Instance, app: Application, announce: () => void): Answer => {
  const serves: ServesPath = (path) => servesPath(app, path);
  return (request, response) => {
    // A server that hides the application in a function of its own was not recognised when it began to listen.
    announce();
    return dispatch(request, response, serves);
  };
};

/** For `router.use(astrolabe())`: no mount is told of, so the application is learned from the first request. */
const inItsPlace = (instance: Instance): Middleware => {
  const rest = instance.middleware ?? passThrough;
  let answer: Answer | undefined;
  return (request, response, next) => {
    const { app } = request as IncomingMessage & { readonly app?: Application };
    if (answer === undefined && app !== undefined && !inFront.has(app)) {
      const remark = 'in a router, which answers our addresses only where its requests come: put it on the application';
      answer = answerer(instance, app, announcer(instance, app, [remark]));
    }
    if (answer === undefined || !answer(request, response)) rest(request, response, next);
  };
};

/** Says the start line, once. */
const announcer = (instance: Instance, app: Application, remarks: readonly string[] = []): (() => void) => {
  let announced = false;
  return () => {
    if (announced) return;
    announced = true;
    const serves: ServesPath = (path) => servesPath(app, path);
    instance.runtime.diagnostics.info(startLine(instance, { framework: expressName(app), serves, remarks }));
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

/** Takes the mount that `app.use` has just made off the application; what plugins contribute stays in its place. */
const takeMountOff = (app: Application, ownPlace: Middleware | undefined): void => {
  // Express 4 throws when its `router` is read, and has `_router`.
  const router = app._router ?? app.router;
  router?.stack.pop();
  if (ownPlace !== undefined) router?.use(ownPlace);
};

/**
 * Answers before one application does anything: Express keeps `handle` on each application of its own. A layer in front
 * of its router would do as well, but every request would walk through it.
 */
const standInFront = (instance: Instance, app: Application, announce: () => void): void => {
  if (inFront.has(app)) return;
  inFront.add(app);
  const answer = answerer(instance, app, announce);
  const { handle } = app;
  const handleOrAnswer: Handle = (request, response, next) =>
    answer(request, response) ? undefined : handle.call(app, request, response, next);
  app.handle = handleOrAnswer;
  instance.whenStopped(() => {
    inFront.delete(app);
    if (app.handle === handleOrAnswer) app.handle = handle;
  });
};

/** Keeps a handler's error with its request, and passes it on. Needed before Express 5.3 only. */
export const expressErrorHandler =
  (instance: () => Instance | undefined) =>
  (error: unknown, _request: IncomingMessage, response: ServerResponse, next: Next): void => {
    instance()?.runtime.httpServer.transactionOf(response)?.root.recordException(error);
    next(error);
  };
