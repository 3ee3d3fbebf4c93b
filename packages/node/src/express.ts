import { expressErrorHandler, expressMiddleware, type Middleware, runtime } from '@astrolabe/core';
import { type AstrolabeOptions, startAstrolabe } from './plugins.js';

export type { AstrolabeOptions } from './plugins.js';

/**
 * Starts Astrolabe and returns its middleware for Express 4 and 5.
 *
 * @example
 * app.use(astrolabe());
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option
 */
export const astrolabe = (options: AstrolabeOptions = {}): Middleware => expressMiddleware(startAstrolabe(options));

/**
 * An error handler that keeps a handler's error with its request and passes it on; it goes after the routes.
 *
 * @example
 * app.use(errorHandler());
 */
export const errorHandler = (): ReturnType<typeof expressErrorHandler> => expressErrorHandler(() => runtime().instance);
