import { createMonitor, type Monitor } from '@astrolabe/core';
import { type AstrolabeOptions, startAstrolabe } from './plugins.js';

export type { Monitor } from '@astrolabe/core';
export type { AstrolabeOptions } from './plugins.js';

/**
 * Starts Astrolabe for a server without a framework, or for any other framework.
 *
 * @example
 * const monitor = astrolabe();
 * createServer((request, response) => {
 *   if (monitor.dispatch(request, response)) return;
 *   monitor.route(response, '/charts/:sign');
 *   response.end('…');
 * }).listen(3000);
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option
 */
export const astrolabe = (options: AstrolabeOptions = {}): Monitor => createMonitor(startAstrolabe(options));
