import { flagOption } from '../../config/option-kinds.js';
import type { Core, Plugin } from '../../plugin.js';
import { EXPRESS_HANDLERS } from './express-handlers.js';
import { FASTIFY_HANDLERS } from './fastify-handlers.js';
import { listenToHandlers } from './handler-runs.js';

export const handlerOptions = {
  handlerSpans: flagOption({
    env: ['ASTROLABE_HANDLER_SPANS'],
    fallback: false,
    description:
      "Spans of the handlers of Fastify's and Express 5.3's routes, with what they ask of others beneath them. They cost " +
      'each request about as much as all the rest, and Express for each middleware.',
  }),
};

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
