import type { ClientSupport } from '../client-support.js';
import { type MongoClient, WatchedMongoClient } from './mongo-client.js';

/** MongoDB's driver, from version 6 on. */
export const mongodb: ClientSupport = (client) => {
  if (!isMongoClient(client)) return undefined;
  const watched = new WatchedMongoClient(client);
  return {
    library: 'mongodb',
    prepare: () => watched.prepare(),
    instrument: (core, name) => watched.instrument(core, name),
    pool: () => watched.pool(),
    ping: () => watched.ping(),
  };
};

const isMongoClient = (client: object): client is MongoClient => {
  const { db, startSession, on } = client as Partial<Record<string, unknown>>;
  return 'monitorCommands' in client && [db, startSession, on].every((method) => typeof method === 'function');
};
