import type { SpanView } from './recorded-operations.js';
import type { DatabaseServer } from './servers.js';

/** All that a span says of a command of Redis that went well. */
export const redisSpan = (name: string, { connection }: DatabaseServer, database = '0'): SpanView => ({
  name,
  kind: 2,
  status: 0,
  attributes: {
    'db.system.name': 'redis',
    'db.operation.name': name,
    'db.namespace': database,
    'server.address': connection.host,
    'server.port': connection.port,
  },
});
