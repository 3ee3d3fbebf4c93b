import type { Core, Plugin } from '../../plugin.js';
import { EXPRESS_HANDLERS } from './express-handlers.js';
import { FASTIFY_HANDLERS } from './fastify-handlers.js';
import { listenToHandlers } from './handler-runs.js';
import { handlerOptions } from './options.js';

/** Spans of the bot's own handlers, for owners who ask for them. */
export const requestHandlers = (): Plugin<typeof handlerOptions> => ({
  name: 'request-handlers',
  options: handlerOptions,
  setup: (_core, { handlerSpans }) => ({
    instrumentations: handlerSpans
      ? [
          { name: 'fastify', enable: (core: Core) => listenToHandlers(core, FASTIFY_HANDLERS) },
          { name: 'express', enable: (core: Core) => listenToHandlers(core, EXPRESS_HANDLERS) },
        ]
      : [],
  }),
});
