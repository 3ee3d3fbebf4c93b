import type { IncomingMessage, ServerResponse } from 'node:http';

export type Next = (error?: unknown) => void;
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
/** Four parameters make an error handler of a function in Express. */
export type ErrorHandler = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** One middleware that runs them all in their order. */
export const chain = (middleware: readonly Middleware[]): Middleware => {
  if (middleware.length === 1) return middleware[0] as Middleware;
  return (request, response, done) => {
    let index = 0;
    const next: Next = (error) => {
      const current = middleware[index++];
      if (error !== undefined || current === undefined) done(error);
      else current(request, response, next);
    };
    next();
  };
};
