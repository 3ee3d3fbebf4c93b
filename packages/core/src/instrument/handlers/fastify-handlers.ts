import type { HandlerChannel, HandlerRun } from './handler-runs.js';

interface FastifyRun extends HandlerRun {
  /** It has returned a promise. */
  readonly async?: boolean;
  readonly route: { readonly url?: string };
}

/** Fastify publishes its handlers alone, apart from the hooks before them. */
export const FASTIFY_HANDLERS: HandlerChannel<FastifyRun> = {
  channel: 'fastify.request.handler',
  isHandler: () => true,
  routeOf: ({ route }) => route.url,
  isOver: (run) => run.async !== true,
};
