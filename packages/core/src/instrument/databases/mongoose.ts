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

/** mongoose 9 by its channels: an operation is a model's, with its hooks, and may be several commands. */
export const mongoose: Instrumentation = {
  name: 'mongoose',
  enable: (core) => {
    const databases = new KnownDatabases('mongodb', core);
    const begin = ({ operation, collection, database, serverAddress, serverPort }: MongooseOperation) =>
      databases
        .at(serverAddress, serverPort, database)
        .begin(operation, collection === undefined ? undefined : { name: `${operation} ${collection}`, collection });
    const ends = CHANNELS.map((channel) => listenToCalls(`mongoose:${channel}`, core, begin));
    return () => {
      for (const end of ends) end();
    };
  },
};
