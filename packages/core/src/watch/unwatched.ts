import { createRequire } from 'node:module';
import { mongoosePublishes } from '../instrument/databases/mongoose.js';
import type { Watches } from './watches.js';

/** What the owner of a library has to say, that nobody can see without it. */
interface Remedy {
  readonly mainFile: RegExp;
  readonly text: string;
  /** Libraries that bring it, and see to it where they are there. */
  readonly broughtBy?: readonly string[];
  /** Of what its main file exports: whether it publishes by itself. */
  readonly publishes?: (exports: unknown) => boolean;
}

const REMEDIES: Readonly<Record<string, Remedy>> = {
  pg: { mainFile: /[\\/]pg[\\/]lib[\\/]index\.js$/, text: 'pg: watch(pool) for queries', broughtBy: ['prisma'] },
  mongodb: {
    mainFile: /[\\/]mongodb[\\/]lib[\\/]index\.js$/,
    text: 'mongodb: watch(client) before it connects',
    broughtBy: ['mongoose'],
  },
  mongoose: {
    mainFile: /[\\/]mongoose[\\/]lib[\\/]index\.js$/,
    text: 'mongoose: watch(mongoose) before it connects, or mongoose 9.7',
    publishes: (exports) => mongoosePublishes(String((exports as { readonly version?: unknown } | null)?.version)),
  },
  prisma: {
    mainFile: /[\\/]@prisma[\\/]client[\\/]runtime[\\/]client\.js$/,
    text: 'prisma: watch(prisma) before its first query',
  },
};

/** Modules by their files, as CommonJS keeps them. */
type LoadedModules = Readonly<Record<string, { readonly exports: unknown } | undefined>>;

/** CommonJS modules are in here, whether a bot has required or imported them. */
const loadedModules = (): LoadedModules => createRequire(process.execPath).cache;

/** What the bot has loaded and nobody sees: a gap, with its remedy. */
export const unwatchedClients = (watches: Watches, modules: LoadedModules = loadedModules()): readonly string[] => {
  const files = Object.keys(modules);
  const isLoaded = (library: string) => files.some((file) => REMEDIES[library]?.mainFile.test(file));
  const watched = new Set(watches.all().map(({ client }) => client.library));
  const isSeen = (library: string, { mainFile, broughtBy = [], publishes = () => false }: Remedy) =>
    watched.has(library) ||
    broughtBy.some((other) => watched.has(other) || isLoaded(other)) ||
    files.filter((file) => mainFile.test(file)).every((file) => publishes(modules[file]?.exports));
  return Object.entries(REMEDIES)
    .filter(([library, remedy]) => !isSeen(library, remedy))
    .map(([, { text }]) => text);
};
