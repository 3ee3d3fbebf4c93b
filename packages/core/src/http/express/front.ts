import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Diagnostics } from '../../diagnostics.js';
import type { Next } from '../middleware.js';

type Handle = (request: IncomingMessage, response: ServerResponse, next?: Next) => unknown;
/** Express keeps `handle` on each application of its own. */
export interface HandlingApplication {
  handle: Handle;
}
/** Answers a request and says true, or leaves it and says false. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Puts `answer` before everything that one application does. A layer in front of its router would do as well, but every
 * request would walk through it.
 */
export const standInFront = (app: HandlingApplication, answer: Answer, diagnostics: Diagnostics): void => {
  const { handle } = app;
  app.handle = (request, response, next) => {
    try {
      if (answer(request, response)) return undefined;
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'answering before the application', error);
    }
    return handle.call(app, request, response, next);
  };
};
