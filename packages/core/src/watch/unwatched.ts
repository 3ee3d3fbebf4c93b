import { createRequire } from 'node:module';
import { mongoosePublishes } from '../instrument/databases/mongoose.js';
import type { Watches } from './watches.js';

/** What the owner of a library has to say, that nobody can see without it. */
interface Remedy {
  readonly mainFile: RegExp;
  readonly text: string;
  /** Libraries that bring it, and see to it where they are there. */
  readonly broughtBy?: readonly string[];
  /** Of what its main file exports, and of the files that were loaded: whether it is seen in this version. */
  readonly publishes?: (exports: unknown, files: LoadedFiles) => boolean;
}

interface LoadedFiles {
  /** By its path from the folder of the main file. */
  isBeside(path: string): boolean;
  some(file: RegExp): boolean;
}

/** What knex may stand on. */
const PUBLISHING_DRIVER = /[\\/]mysql2[\\/]lib[\\/]tracing\.js$/;
const SILENT_DRIVER =
  /[\\/](?:pg[\\/]lib|mysql|mariadb|sqlite3[\\/]lib|better-sqlite3[\\/]lib|tedious[\\/]lib|oracledb)[\\/][\w-]+\.js$/;

const REMEDIES: Readonly<Record<string, Remedy>> = {
  pg: {
    mainFile: /[\\/]pg[\\/]lib[\\/]index\.js$/,
    text: 'pg: watch(pool) for queries',
    broughtBy: ['knex', 'prisma'],
  },
  ioredis: {
    mainFile: /[\\/]ioredis[\\/]built[\\/]index\.js$/,
    text: 'ioredis: watch(client) for commands, or ioredis 5.11',
    publishes: (_exports, files) => files.isBeside('tracing.js'),
  },
  redis: {
    mainFile: /[\\/]@redis[\\/]client[\\/]dist[\\/]index\.js$/,
    text: 'redis: watch(client) for commands, or redis 5.12',
    publishes: (_exports, files) => files.isBeside('lib/client/tracing.js'),
  },
  knex: {
    mainFile: /[\\/]knex[\\/]lib[\\/]index\.js$/,
    text: 'knex: watch(knex) for queries',
    publishes: (_exports, files) => files.some(PUBLISHING_DRIVER) && !files.some(SILENT_DRIVER),
  },
  mysql2: {
    // Sentry has a `mysql2/index.js` of its own.
    mainFile: /[\\/]node_modules[\\/]mysql2[\\/](?:index|promise)\.js$/,
    text: 'mysql2: version 3.20 for queries',
    broughtBy: ['knex'],
    publishes: (_exports, files) => files.isBeside('lib/tracing.js'),
  },
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
  const isLoadedFile = (wanted: RegExp) => files.some((file) => wanted.test(file));
  const isBeside = (file: string) => (path: string) => Object.hasOwn(modules, fileBeside(file, path));
  const watched = new Set(watches.all().map(({ client }) => client.library));
  const isSeen = (library: string, { mainFile, broughtBy = [], publishes = () => false }: Remedy) =>
    watched.has(library) ||
    broughtBy.some((other) => watched.has(other) || isLoaded(other)) ||
    files
      .filter((file) => mainFile.test(file))
      .every((file) => publishes(modules[file]?.exports, { isBeside: isBeside(file), some: isLoadedFile }));
  return Object.entries(REMEDIES)
    .filter(([library, remedy]) => !isSeen(library, remedy))
    .map(([, { text }]) => text);
};

/** With the separators that the system writes. */
const fileBeside = (file: string, path: string): string => {
  const separator = file.includes('/') ? '/' : '\\';
  return file.slice(0, file.lastIndexOf(separator) + 1) + path.replaceAll('/', separator);
};
