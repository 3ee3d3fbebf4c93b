import { flagOption } from '../../config/option-kinds.js';

/** The option of spans of handlers. */
export const handlerOptions = {
  handlerSpans: flagOption({
    env: ['ASTROLABE_HANDLER_SPANS'],
    fallback: false,
    description:
      "Spans of the handlers of Fastify's and Express 5.3's routes, with what they ask of others beneath them. They cost " +
      'each request about as much as all the rest, and Express for each middleware.',
  }),
};
