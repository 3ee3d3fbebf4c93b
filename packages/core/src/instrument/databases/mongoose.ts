import type { Core } from '../../plugin.js';
import type { Instrumentation } from '../instrumentation.js';
import { listenToCalls } from './channel-calls.js';
import { KnownDatabases } from './known-databases.js';

/** What mongoose publishes. Its arguments are documents and filters, and are not looked at. */
interface MongooseOperation {
  readonly operation: string;
  readonly collection?: string;
  readonly database?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

const CHANNELS = ['query', 'aggregate', 'model:save', 'model:insertMany', 'model:bulkWrite', 'cursor:next'];
const FIRST_MAJOR = 9;
const FIRST_MINOR = 7;

/** Those that listen, so that whoever watches a driver of mongoose's tells nothing a second time. */
const listening = new WeakSet<Core>();

/** mongoose by its channels, from 9.7 on: an operation is a model's, with its hooks, and may be several commands. */
export const mongoose: Instrumentation = {
  name: 'mongoose',
  enable: (core) => {
    const databases = new KnownDatabases('mongodb', core);
    const begin = ({ operation, collection, database, serverAddress, serverPort }: MongooseOperation) =>
      databases
        .at(serverAddress, serverPort, database)
        .begin(operation, collection === undefined ? undefined : { name: `${operation} ${collection}`, collection });
    const ends = CHANNELS.map((channel) => listenToCalls(`mongoose:${channel}`, core, begin));
    listening.add(core);
    return () => {
      listening.delete(core);
      for (const end of ends) end();
    };
  },
};

/** Whether what mongoose publishes is heard. */
export const hearsMongoose = (core: Core): boolean => listening.has(core);

/** Whether mongoose in this version publishes its operations. */
export const mongoosePublishes = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > FIRST_MAJOR || (major === FIRST_MAJOR && minor >= FIRST_MINOR);
};
