import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../instrument/channel.js';
import type { Instance } from '../registry.js';
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
/** The parts of a Fastify instance that the plugin uses. */
export interface FastifyLike {
  readonly version: string;
  readonly server: unknown;
  hasRoute(route: { url: string; method: string }): boolean;
  addHook(name: 'onRequest', hook: (request: never, reply: never, done: Done) => void): unknown;
  addHook(name: 'onReady' | 'onListen', hook: (done: Done) => void): unknown;
}

/** Registers Astrolabe in a Fastify instance: our endpoints before its hooks, and the patterns of its routes. */
export const installInFastify = (instance: Instance, app: FastifyLike): void => {
  const { httpServer, diagnostics } = instance.runtime;
  if (!instance.config.enabled) {
    diagnostics.info(startLine(instance, { framework: frameworkName(app) }));
    return;
  }
  const remarks: string[] = [];
  app.addHook('onRequest', (request: FastifyRequestLike, reply: FastifyReplyLike, done: Done) => {
    if (instance.dispatch(request.raw, reply.raw)) {
      reply.hijack();
      return;
    }
    const transaction = httpServer.transactionOf(reply.raw);
    if (transaction !== undefined) transaction.route = request.routeOptions.url;
    done();
  });
  if (!moveToFront(app)) remarks.push('register astrolabe before other plugins: their hooks run before /health');
  if (hasEarlierPlugins(app)) followHandlers(instance);
  app.addHook('onReady', (done) => {
    yieldToBot(instance, app);
    diagnostics.info(startLine(instance, { framework: frameworkName(app), remarks }));
    done();
  });
};

const frameworkName = (app: FastifyLike): string => `fastify ${app.version.split('.').slice(0, 2).join('.')}`;

const yieldToBot = (instance: Instance, app: FastifyLike): void => {
  for (const { path } of instance.contributions.endpoints) {
    if (app.hasRoute({ url: path, method: 'GET' })) instance.yieldPath(path);
  }
};

/** Fastify keeps its hooks and its children under symbols that it does not export. */
const internal = (app: FastifyLike, description: string): unknown => {
  let holder: object | null = app;
  while (holder !== null) {
    const symbol = Object.getOwnPropertySymbols(holder).find((each) => each.description === description);
    if (symbol !== undefined) return (app as unknown as Record<symbol, unknown>)[symbol];
    holder = Object.getPrototypeOf(holder);
  }
  return undefined;
};

/** The hook just added becomes the first one: the bot's own authentication must not answer a platform's probe. */
const moveToFront = (app: FastifyLike): boolean => {
  const hooks = (internal(app, 'fastify.hooks') as { onRequest?: unknown } | undefined)?.onRequest;
  if (!Array.isArray(hooks)) return false;
  hooks.unshift(hooks.pop());
  return true;
};

/** Plugins that were loaded before ours have taken their copy of the hooks, without ours. */
const hasEarlierPlugins = (app: FastifyLike): boolean => {
  const children = internal(app, 'fastify.children');
  return !Array.isArray(children) || children.length > 0;
};

/** Costs more than a hook, and sees the routes that our hook does not. */
const followHandlers = ({ runtime: { diagnostics, httpServer } }: Instance): void => {
  interface HandlerStart {
    readonly reply: FastifyReplyLike;
    readonly route: { readonly url: string };
  }
  listen<HandlerStart>('tracing:fastify.request.handler:start', diagnostics, ({ reply, route }) => {
    const transaction = httpServer.transactionOf(reply.raw);
    if (transaction !== undefined) transaction.route ??= route.url;
  });
};
