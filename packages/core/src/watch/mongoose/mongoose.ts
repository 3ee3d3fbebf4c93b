import { mongoosePublishes } from '../../instrument/databases/mongoose.js';
import type { Core } from '../../plugin.js';
import { type ClientSupport, NO_CONNECTIONS } from '../client-support.js';
import type { Emitter } from '../emitter.js';
import { type MongoClient, WatchedMongoClient } from '../mongodb/mongo-client.js';
import { replaceOwnMethod } from '../own-method.js';

interface Connection extends Emitter {
  readonly base: { readonly version: string };
  /** Undefined before it is opened. */
  getClient(): MongoClient | undefined;
  openUri(uri: string, options?: object): Promise<unknown>;
}

/** mongoose, which is its default connection, or one connection of it, from mongoose 8 on. */
export const mongoose: ClientSupport = (client) => {
  const connection = connectionOf(client);
  if (connection === undefined) return undefined;
  const watched = new WatchedConnection(connection);
  return {
    library: 'mongoose',
    prepare: () => watched.prepare(),
    instrument: (core, name) => watched.instrument(core, name),
    pool: () => watched.client?.pool() ?? NO_CONNECTIONS,
    ping: async () => {
      if (watched.client === undefined) throw new Error('The connection has not been opened');
      return watched.client.ping();
    },
  };
};

const connectionOf = (client: object): Connection | undefined => {
  const { connection, createConnection } = client as Partial<Record<string, unknown>>;
  const candidate = typeof createConnection === 'function' ? connection : client;
  return isConnection(candidate) ? candidate : undefined;
};

const isConnection = (candidate: unknown): candidate is Connection => {
  const { openUri, getClient, on, base } = (candidate ?? {}) as Partial<Record<string, unknown>>;
  return base != null && [openUri, getClient, on].every((method) => typeof method === 'function');
};

/** A connection, which has another client of the driver each time that it is opened. */
class WatchedConnection {
  client: WatchedMongoClient | undefined = undefined;
  private readonly connection: Connection;
  private readonly publishes: boolean;
  private followed: MongoClient | undefined = undefined;
  private watching: { readonly core: Core; readonly name: string } | undefined = undefined;
  private unprepare: (() => void) | undefined = undefined;
  private end: (() => void) | undefined = undefined;

  constructor(connection: Connection) {
    this.connection = connection;
    this.publishes = mongoosePublishes(connection.base.version);
  }

  prepare(): () => void {
    const { connection } = this;
    const follow = () => {
      try {
        this.follow(connection.getClient());
      } catch (error) {
        this.watching?.core.diagnostics.failed(
          'ASTROLABE_SUBSCRIBER_FAILED',
          'watching a connection of mongoose',
          error,
        );
      }
    };
    const restore = replaceOwnMethod(connection, 'openUri', (original, isActive) => {
      return (uri, options, ...rest) => {
        if (!isActive()) return original.call(connection, uri, options, ...rest);
        const opening = original.call(connection, uri, this.withMonitoring(options), ...rest);
        follow();
        return opening;
      };
    });
    connection.on('connected', follow);
    follow();
    return () => {
      restore();
      connection.removeListener('connected', follow);
      this.follow(undefined);
    };
  }

  instrument(core: Core, name: string): () => void {
    this.watching = { core, name };
    this.end = this.client?.instrument(core, name);
    return () => {
      this.watching = undefined;
      this.end?.();
      this.end = undefined;
    };
  }

  /** What mongoose publishes itself does not have to be told by its driver. What the bot says of it counts. */
  private withMonitoring(options: unknown): unknown {
    if (this.publishes) return options;
    return typeof options === 'object' ? { monitorCommands: true, ...options } : (options ?? { monitorCommands: true });
  }

  private follow(client: MongoClient | undefined): void {
    if (client === this.followed) return;
    this.end?.();
    this.unprepare?.();
    this.followed = client;
    this.client = client === undefined ? undefined : new WatchedMongoClient(client, this.publishes);
    this.unprepare = this.client?.prepare();
    const { watching } = this;
    this.end = watching === undefined ? undefined : this.client?.instrument(watching.core, watching.name);
  }
}
