import {
  expressErrorHandler,
  expressMiddleware,
  type Middleware,
  type Next,
  OptionError,
  runtime,
} from '@astrolabe/core';
import { type AstrolabeOptions, startAstrolabe } from './plugins.js';

export type { AstrolabeOptions } from './plugins.js';

/**
 * Starts Astrolabe and returns its middleware for Express 4 and 5.
 *
 * @example
 * app.use(astrolabe());
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option
 */
export const astrolabe = (options: AstrolabeOptions = {}, ...misplaced: readonly unknown[]): Middleware => {
  const isMisplaced = typeof misplaced[1] === 'function';
  return isMisplaced ? goOn(options, misplaced[1] as Next) : expressMiddleware(startAstrolabe(options));
};

/** We were called by a framework, and not by the bot: with a request, or with the whole of Fastify. */
const goOn = (caller: object, next: Next): Middleware => {
  if ('addHook' in caller) {
    next(new OptionError('is Fastify', "this is Astrolabe for Express; import it from '@astrolabe/node/fastify'"));
  } else {
    runtime().diagnostics.warnOnce(
      'ASTROLABE_NOT_CALLED',
      'astrolabe was given to app.use() without being called, so nothing is on; write app.use(astrolabe())',
    );
    next();
  }
  return (_request, _response, proceed) => proceed();
};

/**
 * An error handler that keeps a handler's exception with its request and passes it on. It is needed after routes that
 * are added when the bot listens already, and in routers that answer their errors themselves.
 *
 * @example
 * app.use(errorHandler());
 */
export const errorHandler = (): ReturnType<typeof expressErrorHandler> => expressErrorHandler(runtime);
