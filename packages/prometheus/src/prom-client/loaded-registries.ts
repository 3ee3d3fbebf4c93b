import { createRequire } from 'node:module';
import type { PromClientRegistry } from './registry.js';

/** prom-client goes on under its second name. */
const MAIN_FILE = /[\\/](?:prom-client|@prometheus-io[\\/]client)[\\/]index\.js$/;

export type ModuleCache = Readonly<Record<string, { readonly exports: unknown } | undefined>>;

/** CommonJS modules are in here, whether a bot has required or imported them. */
const moduleCache = (): ModuleCache => createRequire(process.execPath).cache;

/**
 * The default registry of every prom-client that the bot has loaded; none is loaded here. It is looked for at every
 * scrape, because a bot may load it late; among 3,000 modules that takes a third of a millisecond.
 */
export const loadedRegistries = (cache: ModuleCache = moduleCache()): readonly PromClientRegistry[] => {
  const found = new Set<PromClientRegistry>();
  for (const file in cache) {
    if (!MAIN_FILE.test(file)) continue;
    const register = (cache[file]?.exports as { readonly register?: Partial<PromClientRegistry> } | undefined)
      ?.register;
    if (typeof register?.getMetricsAsArray === 'function') found.add(register as PromClientRegistry);
  }
  return [...found];
};
