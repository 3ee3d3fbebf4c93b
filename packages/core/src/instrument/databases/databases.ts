import type { Plugin } from '../../plugin.js';
import { mongoose } from './mongoose.js';
import { mysql2 } from './mysql2.js';
import { queryTextProcessor } from './query-text-processor.js';
import { ioredis, nodeRedis } from './redis-clients.js';

/** Spans and durations of database operations, of the clients that publish them on channels. */
export const databases = (): Plugin => ({
  name: 'databases',
  options: {},
  setup: () => ({
    instrumentations: [ioredis, nodeRedis, mysql2, mongoose],
    processors: [queryTextProcessor],
  }),
});
