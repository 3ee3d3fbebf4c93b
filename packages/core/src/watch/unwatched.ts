import { createRequire } from 'node:module';
import type { Watches } from './watches.js';

/** The main file of each library that publishes no channels, and what its owner has to say. */
const REMEDIES: Readonly<Record<string, readonly [mainFile: RegExp, remedy: string]>> = {
  pg: [/[\\/]pg[\\/]lib[\\/]index\.js$/, 'pg: watch(pool) for queries'],
};

/** CommonJS modules are in here, whether a bot has required or imported them. */
const loadedFiles = (): readonly string[] => Object.keys(createRequire(process.execPath).cache);

/** What the bot has loaded and nobody sees: a gap, with its remedy. */
export const unwatchedClients = (watches: Watches, files: readonly string[] = loadedFiles()): readonly string[] => {
  const watched = new Set(watches.all().map(({ client }) => client.library));
  return Object.entries(REMEDIES)
    .filter(([library, [mainFile]]) => !watched.has(library) && files.some((file) => mainFile.test(file)))
    .map(([, [, remedy]]) => remedy);
};
