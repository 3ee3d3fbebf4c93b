import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../instance.js';
import type { ServesPath } from './dispatch.js';
import type { Next } from './middleware.js';
import { startLine } from './start-line.js';

interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly routeOptions: { readonly url?: string | undefined };
}
interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}
type Done = (error?: Error) => void;
type OnRequest = (request: FastifyRequestLike, reply: FastifyReplyLike, done: Done) => void;

/** The parts of a Fastify instance that the plugin uses. */
export interface FastifyLike {
  readonly version: string;
  readonly initialConfig?: { readonly http2?: boolean };
  hasRoute(route: { url: string; method: string }): boolean;
  addHook(name: 'onRequest', hook: (request: never, reply: never, done: Done) => void): unknown;
  addHook(name: 'onError', hook: (request: never, reply: never, error: never, done: () => void) => void): unknown;
  addHook(name: 'onReady', hook: (done: Done) => void): unknown;
  after(task: (error: Error | null) => void): unknown;
}

/** Registers Astrolabe in a Fastify instance: our endpoints before its hooks, and the patterns of its routes. */
export const installInFastify = (instance: Instance, app: FastifyLike): void => {
  const { diagnostics } = instance.runtime;
  const framework = `fastify ${app.version.split('.').slice(0, 2).join('.')}`;
  if (!instance.config.enabled) {
    diagnostics.info(startLine(instance, { framework, serves: () => false }));
    return;
  }
  const remarks = app.initialConfig?.http2 ? ['requests over HTTP/2 are not counted'] : [];
  const serves: ServesPath = (path) => app.hasRoute({ url: path, method: 'GET' });
  const onRequest = createOnRequest(instance, serves);
  app.addHook('onRequest', onRequest);
  app.addHook('onError', (_request: FastifyRequestLike, reply: FastifyReplyLike, error: Error, done: () => void) => {
    instance.runtime.exceptions.requestThrew(reply.raw, error);
    done();
  });
  if (isWithinAnother(app)) remarks.push('within a plugin, where alone our addresses are answered: register it first');
  // Fastify adds a hook only after what it is loading now.
  app.after(() => {
    if (!moveToFront(app, onRequest)) remarks.push('register astrolabe first: other hooks run before /health');
  });
  app.addHook('onReady', (done) => {
    diagnostics.info(startLine(instance, { framework, serves, remarks }));
    done();
  });
};

const createOnRequest = (instance: Instance, serves: ServesPath): OnRequest => {
  const { diagnostics, httpServer } = instance.runtime;
  const { dispatch, middleware } = instance;
  return (request, reply, done) => {
    try {
      if (dispatch(request.raw, reply.raw, serves, request.raw.url)) {
        reply.hijack();
        return;
      }
      const transaction = httpServer.transactionOf(reply.raw);
      if (transaction !== undefined) transaction.route = request.routeOptions.url;
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the onRequest hook', error);
    }
    if (middleware === undefined) done();
    else middleware(request.raw, reply.raw, done as Next);
  };
};

/**
 * Puts our hook before the others, here and in the plugins that were loaded earlier: the bot's own authentication must
 * not answer a platform's probe. False where Fastify keeps its hooks in another place than the one known.
 */
const moveToFront = (app: FastifyLike, hook: OnRequest): boolean => {
  const hooks = (internal(app, 'fastify.hooks') as { onRequest?: unknown } | undefined)?.onRequest;
  const children = internal(app, 'fastify.children');
  if (!Array.isArray(hooks) || !hooks.includes(hook) || !Array.isArray(children)) return false;
  hooks.splice(hooks.indexOf(hook), 1);
  hooks.unshift(hook);
  return children.every((child) => moveToFront(child as FastifyLike, hook));
};

/** Within a plugin of the bot's, an instance inherits from the one around it. */
const isWithinAnother = (app: FastifyLike): boolean =>
  internal(Object.getPrototypeOf(app) as FastifyLike, 'fastify.children') !== undefined;

/** Fastify keeps its hooks and its children under symbols that it does not export. */
const internal = (app: FastifyLike, description: string): unknown => {
  for (let holder: object | null = app; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const symbol = Object.getOwnPropertySymbols(holder).find((each) => each.description === description);
    if (symbol !== undefined) return (app as unknown as Record<symbol, unknown>)[symbol];
  }
  return undefined;
};
