import { type AnnouncedQuery, announceQuery } from '../../instrument/databases/announced-query.js';
import type { DatabaseCall } from '../../instrument/databases/database.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import { QueryText } from '../../instrument/databases/query-text.js';
import type { SqlDialect } from '../../instrument/databases/sql/dialect.js';
import { operationOf } from '../../instrument/databases/sql/operation.js';
import type { Core } from '../../plugin.js';
import type { Span } from '../../tracing/span.js';
import { type Emitter, listenToEvent } from '../emitter.js';
import { traitsOf } from './dialect.js';
import { type Pool, watchPool } from './pool.js';

/** A function that makes queries, and an emitter of what becomes of them. */
export interface Knex extends Emitter {
  readonly client: Client;
  raw(sql: string): PromiseLike<unknown>;
}

interface Client {
  readonly dialect: string;
  readonly pool?: Pool;
  readonly connectionSettings?: { readonly host?: string; readonly port?: number; readonly database?: string };
}

/** What knex emits of a query. The schema builder's have no id of their own, and share that of the connection. */
interface Query {
  readonly sql: unknown;
  readonly __knexUid?: string;
  readonly __knexQueryUid?: string;
}

/** A query on its way. What it becomes is decided at its end, since its driver may have told of it by then. */
interface Asked extends AnnouncedQuery {
  readonly startMs: number;
  readonly scope: Span | undefined;
  /** The connection of a query that is known by an id of its own. */
  readonly connection: string | undefined;
}

/** Of a query that never ends nobody is told. */
const MAX_OPEN = 1_000;

/**
 * Times what knex emits. It emits no end of `BEGIN`, `COMMIT` and the like; that of a stream is when its connection is
 * given back.
 */
export const watchQueries = (knex: Knex) => (core: Core, name: string) => {
  const queries = new Queries(knex.client, core);
  const ends = [
    listenToEvent<[Query]>(knex, 'query', core, (query) => queries.asked(query)),
    listenToEvent<[unknown, Query]>(knex, 'query-response', core, (_response, query) => queries.answered(query)),
    listenToEvent<[unknown, Query]>(knex, 'query-error', core, (error, query) => queries.failed(query, error)),
    watchPool(knex.client.pool, core, name, (connection) => queries.released(connection)),
  ];
  return () => {
    for (const end of ends) end();
  };
};

class Queries {
  private readonly client: Client;
  private readonly core: Core;
  private readonly dialect: SqlDialect;
  private readonly databases: KnownDatabases;
  private readonly open = new Map<string | undefined, Asked>();

  constructor(client: Client, core: Core) {
    const { system, sql } = traitsOf(client.dialect);
    this.client = client;
    this.core = core;
    this.dialect = sql;
    this.databases = new KnownDatabases(system, core);
  }

  asked({ sql, __knexUid, __knexQueryUid }: Query): void {
    if (typeof sql !== 'string') return;
    const query: Asked = {
      sql,
      isTold: false,
      startMs: this.core.clock.nowMs(),
      scope: this.core.tracer.active(),
      connection: __knexQueryUid === undefined ? undefined : __knexUid,
    };
    if (this.open.size >= MAX_OPEN) this.open.delete(this.open.keys().next().value);
    this.open.set(__knexQueryUid ?? __knexUid, query);
    announceQuery(query);
  }

  answered(query: Query): void {
    this.take(query)?.end();
  }

  failed(query: Query, error: unknown): void {
    this.take(query)?.fail(error);
  }

  /** What has no end of its own ends now. */
  released(connection: string | undefined): void {
    for (const [id, query] of this.open) {
      if (connection === undefined || query.connection !== connection) continue;
      this.open.delete(id);
      this.begin(query)?.end();
    }
  }

  private take({ __knexUid, __knexQueryUid }: Query): DatabaseCall | undefined {
    const id = __knexQueryUid ?? __knexUid;
    const query = this.open.get(id);
    this.open.delete(id);
    return query && this.begin(query);
  }

  /** Undefined where the driver has told of it. */
  private begin({ sql, isTold, scope, startMs }: Asked): DatabaseCall | undefined {
    if (isTold) return undefined;
    const { host, port, database } = this.client.connectionSettings ?? {};
    const details = { text: new QueryText(sql, this.dialect) };
    return this.databases.at(host, port, database).begin(operationOf(sql), details, scope, startMs);
  }
}
