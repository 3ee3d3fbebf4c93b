import type { IncomingMessage } from 'node:http';
import type { Instance } from '../instance.js';
import { runtime as currentRuntime, type Runtime } from '../runtime.js';
import type { ServesPath } from './dispatch.js';
import { createErrorHandler, noticingUnseen, placeErrorHandler } from './express/error-handler.js';
import { type Answer, type HandlingApplication, standInFront } from './express/front.js';
import { type MountingApplication, poseAsApplication, takeMountOff } from './express/mount.js';
import { expressName } from './express/version.js';
import {
  createExpressRouteFinder,
  type ExpressApp,
  hiddenMounts,
  rememberApplication,
  servesPath,
} from './express-route.js';
import type { ErrorHandler, Middleware } from './middleware.js';
import { createStartAnnouncer, type StartAnnouncer } from './start-announcer.js';
import { startLine } from './start-line.js';

type Application = Omit<ExpressApp, 'handle'> &
  HandlingApplication &
  MountingApplication & { readonly parent?: Application };

const IN_A_ROUTER = 'in a router, which answers our addresses only where its requests come: put it on the application';

/**
 * The middleware for `app.use`. It learns which application it is in, and then stands in front of all that this
 * application does, so that no authentication of the bot's can fail a platform's probe.
 */
export const expressMiddleware = (instance: Instance): Middleware => {
  const { httpServer, requestMetrics, exceptions, diagnostics } = instance.runtime;
  if (!instance.config.enabled) {
    diagnostics.info(startLine(instance, { framework: 'express', serves: () => false }));
    return passThrough;
  }
  const finder = noticingUnseen(createExpressRouteFinder(requestMetrics), exceptions, diagnostics);
  httpServer.routeFinders.set('express', finder);
  const announcer = announcerOf(instance);
  return poseAsApplication(inItsPlace(instance), (app: Application) => {
    takeMountOff(app, instance.middleware);
    install(instance, app, announcer);
  });
};

const passThrough: Middleware = (_request, _response, next) => next();

/** Which instance stands in front of an application: one that uses us twice has us once. */
const inFront = new WeakMap<object, Instance>();

const install = (instance: Instance, app: Application, announcer: StartAnnouncer<Application>): void => {
  if (inFront.get(app) === instance) return;
  rememberApplication(app);
  const announce = announceOnce(instance, app);
  putInFront(instance, app, announce);
  announcer.expect({
    app,
    announce: () => {
      // Within another application, only what is below its mount would come by.
      putInFront(instance, rootOf(app), announce);
      announce();
    },
  });
};

const putInFront = (instance: Instance, app: Application, announce: () => void): void => {
  if (inFront.get(app) === instance) return;
  inFront.set(app, instance);
  standInFront(app, answerer(instance, app, announce), instance.runtime.diagnostics);
};

const rootOf = (app: Application): Application => (app.parent === undefined ? app : rootOf(app.parent));

/** Answers our endpoints, where the application does not serve them itself. */
const answerer = ({ dispatch }: Instance, app: Application, announce: () => void): Answer => {
  const serves: ServesPath = (path) => servesPath(app, path);
  return (request, response) => {
    // A server that hides the application in a function of its own was not recognised when it began to listen.
    announce();
    return dispatch(request, response, serves, urlOf(request));
  };
};

/** Express strips mount paths off `url`, and keeps the whole in `originalUrl`. */
const urlOf = (request: IncomingMessage & { readonly originalUrl?: string }): string | undefined =>
  request.originalUrl ?? request.url;

/** For `router.use(astrolabe())`: no mount is told of, so the application is learned from the first request. */
const inItsPlace = (instance: Instance): Middleware => {
  const rest = instance.middleware ?? passThrough;
  let answer: Answer | undefined;
  return (request, response, next) => {
    const { app } = request as IncomingMessage & { readonly app?: Application };
    if (answer === undefined && app !== undefined && inFront.get(app) !== instance) {
      answer = answerer(instance, app, announceOnce(instance, app, [IN_A_ROUTER]));
    }
    if (answer === undefined || !answer(request, response)) rest(request, response, next);
  };
};

/** Says the start line, once, and keeps an eye on errors from then on: the routes are there, as far as one can know. */
const announceOnce = (instance: Instance, app: Application, remarks: readonly string[] = []): (() => void) => {
  let announced = false;
  return () => {
    if (announced) return;
    announced = true;
    const serves: ServesPath = (path) => servesPath(app, path);
    const all = [...remarks, ...hiddenRemarks(instance, app)];
    instance.runtime.diagnostics.info(startLine(instance, { framework: expressName(app), serves, remarks: all }));
    setImmediate(() => watchErrors(instance, app)).unref();
  };
};

/** Which applications have an error handler of ours. */
const watched = new WeakSet<object>();

const watchErrors = ({ runtime }: Instance, app: Application): void => {
  const root = rootOf(app);
  if (watched.has(root)) return;
  watched.add(root);
  try {
    placeErrorHandler(root, expressErrorHandler(currentRuntime));
  } catch (error) {
    runtime.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'putting an error handler after the routes', error);
  }
};

/** What nobody can look into may have an address of its own, which ours would take. */
const hiddenRemarks = ({ contributions }: Instance, app: Application): readonly string[] => {
  const hidden = new Set(contributions.endpoints.flatMap(({ path }) => hiddenMounts(app, path)));
  return hidden.size === 0 ? [] : [`what is mounted at ${[...hidden].join(', ')} was not looked into`];
};

const announcers = new WeakMap<Instance, StartAnnouncer<Application>>();

const announcerOf = (instance: Instance): StartAnnouncer<Application> => {
  const known = announcers.get(instance);
  if (known !== undefined) return known;
  const announcer = createStartAnnouncer<Application>(instance, isAround);
  announcers.set(instance, announcer);
  return announcer;
};

const isAround = (listener: object, app: Application): boolean =>
  listener === app || (app.parent !== undefined && isAround(listener, app.parent));

/** Keeps a handler's exception with its request, and passes it on. */
export const expressErrorHandler = (current: () => Runtime): ErrorHandler =>
  createErrorHandler(() => current().exceptions);
