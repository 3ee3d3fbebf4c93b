import type { Instrumentation } from '../instrumentation.js';
import { tellQuery } from './announced-query.js';
import { listenToCalls } from './channel-calls.js';
import { KnownDatabases } from './known-databases.js';
import { listenToPools } from './mysql2-pools.js';
import { QueryText } from './query-text.js';
import { MYSQL } from './sql/dialect.js';
import { operationOf } from './sql/operation.js';

interface MysqlQuery {
  /** With its values in it, if `query` put them there. */
  readonly query: unknown;
  readonly database: string;
  readonly serverAddress: string;
  readonly serverPort: number | undefined;
}

/** mysql2 by its channels: `query` and `execute`, of connections and pools, and the waits for a connection. */
export const mysql2: Instrumentation = {
  name: 'mysql2',
  enable: (core) => {
    const databases = new KnownDatabases('mysql', core);
    const begin = ({ query, database, serverAddress, serverPort }: MysqlQuery) => {
      const sql = typeof query === 'string' ? query : '';
      tellQuery(sql);
      return databases
        .at(serverAddress, serverPort, database)
        .begin(operationOf(sql), { text: new QueryText(sql, MYSQL) });
    };
    const ends = [
      listenToCalls('mysql2:query', core, begin),
      listenToCalls('mysql2:execute', core, begin),
      listenToPools(core, databases),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};
