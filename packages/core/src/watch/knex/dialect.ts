import { MYSQL, POSTGRESQL, type SqlDialect, STANDARD_SQL } from '../../instrument/databases/sql/dialect.js';

/** What a database is called by OpenTelemetry's conventions, and how its SQL is to be read. */
export interface DialectTraits {
  readonly system: string;
  readonly sql: SqlDialect;
}

const TRAITS: Readonly<Record<string, DialectTraits>> = {
  postgresql: { system: 'postgresql', sql: POSTGRESQL },
  cockroachdb: { system: 'cockroachdb', sql: POSTGRESQL },
  redshift: { system: 'aws.redshift', sql: POSTGRESQL },
  mysql: { system: 'mysql', sql: MYSQL },
  mariadb: { system: 'mariadb', sql: MYSQL },
  sqlite3: { system: 'sqlite', sql: STANDARD_SQL },
  'better-sqlite3': { system: 'sqlite', sql: STANDARD_SQL },
  mssql: { system: 'microsoft.sql_server', sql: STANDARD_SQL },
  oracle: { system: 'oracle.db', sql: STANDARD_SQL },
};
const OTHER: DialectTraits = { system: 'other_sql', sql: STANDARD_SQL };

/** By what knex calls it. */
export const traitsOf = (dialect: string): DialectTraits =>
  (Object.hasOwn(TRAITS, dialect) && TRAITS[dialect]) || OTHER;
