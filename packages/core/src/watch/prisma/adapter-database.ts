import type { Database } from '../../instrument/databases/database.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import { MYSQL, POSTGRESQL, type SqlDialect, STANDARD_SQL } from '../../instrument/databases/sql/dialect.js';
import type { Core } from '../../plugin.js';
import type { Adapter } from './driver-adapter.js';

/** What an adapter asks, and how its statements are written. */
export interface AdapterDatabase {
  readonly database: Database;
  readonly dialect: SqlDialect;
}

/** How a pool of pg is told where its server is. */
interface ServerOptions {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly connectionString?: string;
}

/** Prisma's names of databases, and OpenTelemetry's. */
const SYSTEMS: ReadonlyMap<string, readonly [system: string, dialect: SqlDialect]> = new Map([
  ['postgres', ['postgresql', POSTGRESQL]],
  ['mysql', ['mysql', MYSQL]],
  ['sqlite', ['sqlite', STANDARD_SQL]],
  ['sqlserver', ['microsoft.sql_server', STANDARD_SQL]],
]);
const OTHER = ['other_sql', STANDARD_SQL] as const;

export const databaseOf = (provider: string, adapter: Adapter, core: Core): AdapterDatabase => {
  const [system, dialect] = SYSTEMS.get(provider) ?? OTHER;
  const { host, port, database } = serverOf(adapter);
  return { database: new KnownDatabases(system, core).at(host, port, database), dialect };
};

/** Where the server is, as far as the adapter lends its driver out and that one says so. */
const serverOf = (adapter: Adapter): ServerOptions => {
  const { options = {} } = (adapter.underlyingDriver?.() ?? {}) as { readonly options?: ServerOptions };
  const url = options.connectionString === undefined ? null : URL.parse(options.connectionString);
  if (url === null) return options;
  const port = url.port === '' ? options.port : Number(url.port);
  return { host: url.hostname, ...(port === undefined ? undefined : { port }), database: url.pathname.slice(1) };
};
