import { isMainThread } from 'node:worker_threads';
import { announceAlone, runtime, start } from '@astrolabe/core';
import { plugins } from './plugins.js';

/** Started with `NODE_OPTIONS`, these get it as well; they would only take the port from the bot that they start. */
const PACKAGE_MANAGER = /[\\/](?:npm|npx|pnpm|pnpx|yarn|corepack)(?:-cli)?(?:\.[cm]?js)?$/;

/**
 * Starts Astrolabe with all plugins and the admin port, by variables alone. It never throws: nobody has asked for it in
 * the bot's code.
 */
export const startAutomatically = (): void => {
  if (!isMainThread || PACKAGE_MANAGER.test(process.argv[1] ?? '')) return;
  const current = runtime();
  if (current.instance !== undefined) return;
  try {
    announceAlone(start(current, { plugins: plugins(), options: {}, environment: process.env, isAutomatic: true }));
  } catch (error) {
    current.diagnostics.failed('ASTROLABE_START_FAILED', 'the automatic start', error);
  }
};
