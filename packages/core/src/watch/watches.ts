import { AstrolabeError } from '../errors.js';
import type { Core } from '../plugin.js';
import type { ClientSupport, SupportedClient } from './client-support.js';
import { ioredis } from './ioredis/ioredis.js';
import { knex } from './knex/knex.js';
import { mongodb } from './mongodb/mongodb.js';
import { mongoose } from './mongoose/mongoose.js';
import { nodeRedis } from './node-redis/node-redis.js';
import { pg } from './pg/pg.js';
import { prisma } from './prisma/prisma.js';

const SUPPORTS: readonly ClientSupport[] = [pg, ioredis, nodeRedis, knex, mongodb, mongoose, prisma];
const SUPPORTED =
  'a Pool or a Client of pg 8, a client of ioredis or of redis 4 and later, knex, a MongoClient of mongodb 6 and later, mongoose ' +
  '8 and later or a connection of it, a client of Prisma 7 and later';

export interface WatchOptions {
  /** What its gauges and its check are called; the library's name by default. Never anything that shows a user. */
  readonly name?: string;
  /** Whether `/health` fails where it does; else it warns. */
  readonly critical?: boolean;
}

/** One client that is watched. */
export interface Watched {
  readonly name: string;
  readonly critical: boolean;
  readonly client: SupportedClient;
}

interface Watch extends Watched {
  end: (() => void) | undefined;
  readonly unprepare: (() => void) | undefined;
}

/** The clients that their owner has named, before the start as well as after it. */
export class Watches {
  private readonly byClient = new Map<object, Watch>();
  private readonly enabled = new Map<string, Core>();
  private readonly listeners = new Set<() => void>();

  /**
   * Watches a client, once; returns the end of it.
   * @throws AstrolabeError `ASTROLABE_WATCH_INVALID` for a client or an option that is not known, or a name that is no text
   */
  add(client: unknown, options: WatchOptions = {}): () => void {
    const supported = supportOf(client);
    checkNames(options);
    const name = nameOf(options, supported);
    const key = client as object;
    if (!this.byClient.has(key)) {
      const unprepare = supported.prepare?.();
      const watch: Watch = { name, critical: options.critical === true, client: supported, end: undefined, unprepare };
      this.byClient.set(key, watch);
      this.begin(watch);
      this.changed();
    }
    return () => this.remove(key);
  }

  all(): readonly Watched[] {
    return [...this.byClient.values()];
  }

  /** Calls the listener when a client has come or gone; returns the end of it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on the clients of a library are timed; returns the end of it. */
  enable(library: string, core: Core): () => void {
    this.enabled.set(library, core);
    for (const watch of this.byClient.values()) this.begin(watch);
    return () => {
      this.enabled.delete(library);
      for (const watch of this.byClient.values()) if (watch.client.library === library) stop(watch);
    };
  }

  private begin(watch: Watch): void {
    const core = this.enabled.get(watch.client.library);
    if (core === undefined || watch.end !== undefined) return;
    try {
      watch.end = watch.client.instrument(core, watch.name);
    } catch (error) {
      core.diagnostics.failed(
        'ASTROLABE_INSTRUMENTATION_FAILED',
        `watching a client of ${watch.client.library}`,
        error,
      );
    }
  }

  private remove(key: object): void {
    const watch = this.byClient.get(key);
    if (watch === undefined) return;
    this.byClient.delete(key);
    stop(watch);
    watch.unprepare?.();
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

const stop = (watch: Watch): void => {
  watch.end?.();
  watch.end = undefined;
};

const supportOf = (client: unknown): SupportedClient => {
  const isObject = (typeof client === 'object' && client !== null) || typeof client === 'function';
  for (const support of isObject ? SUPPORTS : []) {
    const found = support(client as object);
    if (found !== undefined) return found;
  }
  const isNothing = client === null || client === undefined;
  const what = isObject ? 'an object that is no client it knows' : isNothing ? String(client) : `a ${typeof client}`;
  throw new AstrolabeError(
    'ASTROLABE_WATCH_INVALID',
    `watch() was given ${what}; it watches ${SUPPORTED}. ioredis, redis, mysql2 and mongoose in their latest versions ` +
      'are seen without it',
  );
};

const checkNames = (options: WatchOptions): void => {
  const unknown = Object.keys(options).find((key) => key !== 'name' && key !== 'critical');
  if (unknown === undefined) return;
  throw new AstrolabeError(
    'ASTROLABE_WATCH_INVALID',
    `${JSON.stringify(unknown.slice(0, 64))} is no option of watch(); there are name and critical`,
  );
};

const nameOf = ({ name }: WatchOptions, { library }: SupportedClient): string => {
  if (name === undefined) return library;
  if (typeof name === 'string' && /^[\w.-]{1,64}$/.test(name)) return name;
  throw new AstrolabeError(
    'ASTROLABE_WATCH_INVALID',
    `watch() was given a name ${typeof name === 'string' ? JSON.stringify(name.slice(0, 64)) : `of type ${typeof name}`}; ` +
      'a name has up to 64 letters, digits, dots, hyphens and underscores',
  );
};
