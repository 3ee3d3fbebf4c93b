import { tellQuery } from '../../instrument/databases/announced-query.js';
import { declareConnectionWaits } from '../../instrument/databases/connection-waits.js';
import type { Database, DatabaseCall } from '../../instrument/databases/database.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import { QueryText } from '../../instrument/databases/query-text.js';
import { POSTGRESQL } from '../../instrument/databases/sql/dialect.js';
import { operationOf } from '../../instrument/databases/sql/operation.js';
import type { Core } from '../../plugin.js';
import type { ClientSupport } from '../client-support.js';
import { type Emitter, listenToEvent } from '../emitter.js';
import { replaceOwnMethod } from '../own-method.js';
import { timeCall } from '../timed-call.js';
import { watchedStep } from '../watched-step.js';
import { prepareQuery, statementOf } from './pg-query.js';

interface Client {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly connectionParameters: object;
  query(text: string): Promise<unknown>;
}

/** What pg has of a pool, and what it keeps of it. */
interface Pool extends Emitter {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options?: { readonly max?: number };
  readonly _clients?: readonly Client[];
  query(text: string): Promise<unknown>;
}

const PING = 'SELECT 1';

/** What is watched, so that a library on top of it tells nothing a second time. */
const timed = new WeakSet<object>();

/** Whether the queries of this pool or client of pg are told by itself. */
export const isTimed = (driver: unknown): boolean => typeof driver === 'object' && driver !== null && timed.has(driver);

/** pg 8: a pool, or a client. */
export const pg: ClientSupport = (client) => {
  if (isPool(client))
    return { library: 'pg', instrument: watchPool(client), pool: poolState(client), ping: ping(client) };
  return isClient(client)
    ? { library: 'pg', instrument: watchOne(client), pool: undefined, ping: ping(client) }
    : undefined;
};

const isPool = (client: object): client is Pool =>
  'totalCount' in client && 'waitingCount' in client && 'idleCount' in client && canQuery(client);
const isClient = (client: object): client is Client => 'connectionParameters' in client && canQuery(client);
const canQuery = (client: object): boolean => typeof (client as Partial<Client>).query === 'function';

const ping = (client: Pool | Client) => () => client.query(PING);

const poolState = (pool: Pool) => () => ({
  used: pool.totalCount - pool.idleCount,
  idle: pool.idleCount,
  pending: pool.waitingCount,
  maximum: pool.options?.max ?? 10,
});

const watchOne = (client: Client) => (core: Core) => watchClient(client, core, new KnownDatabases('postgresql', core));

/** Its clients come and go; each is watched when it has connected. */
const watchPool = (pool: Pool) => (core: Core, name: string) => {
  const databases = new KnownDatabases('postgresql', core);
  const ends = new Map<Client, () => void>();
  const connected = (client: Client) => {
    if (!ends.has(client)) ends.set(client, watchClient(client, core, databases));
    for (const known of ends.keys()) if (pool._clients?.includes(known) === false) ends.delete(known);
  };
  for (const client of pool._clients ?? []) connected(client);
  const endConnections = listenToEvent<[Client]>(pool, 'connect', core, connected);
  timed.add(pool);
  const restoreConnect = watchConnect(pool, core, name);
  return () => {
    timed.delete(pool);
    restoreConnect();
    endConnections();
    for (const end of ends.values()) end();
  };
};

/** Whoever waits for a connection is called by the one who gives it back, in that one's context. */
const watchConnect = (pool: Pool, core: Core, name: string): (() => void) => {
  const { clock, tracer, metrics } = core;
  const waits = declareConnectionWaits(metrics).at(name);
  const waited = (startMs: number) => waits.observe((clock.nowMs() - startMs) / 1_000);
  return replaceOwnMethod(
    pool,
    'connect',
    (original, isActive) =>
      function connect(this: unknown, ...values) {
        if (!isActive()) return original.apply(this, values);
        const startMs = clock.nowMs();
        const observe = () => watchedStep('a wait for a connection of pg', core, waited, startMs);
        const [callback] = values;
        if (typeof callback !== 'function') return observeAnswer(original.apply(this, values), observe);
        const scope = tracer.active();
        return original.call(this, (...answer: unknown[]) => {
          if (!answer[0]) observe();
          return scope === undefined ? callback(...answer) : tracer.run(scope, () => callback(...answer));
        });
      },
  );
};

const observeAnswer = (answer: unknown, observe: () => void): unknown =>
  answer instanceof Promise
    ? answer.then((value) => {
        observe();
        return value;
      })
    : answer;

const watchClient = (client: Client, core: Core, databases: KnownDatabases): (() => void) =>
  replaceOwnMethod(
    client,
    'query',
    (original, isActive) =>
      function query(this: unknown, ...values) {
        const given = [...values];
        const call = isActive()
          ? watchedStep('watching a query of pg', core, begin, client, given, core, databases)
          : undefined;
        if (call === undefined) return original.apply(this, values);
        return timeCall(() => original.apply(this, given), call, core);
      },
  );

/** Throws where the bot's own objects cannot be looked at. */
const begin = (client: Client, given: unknown[], core: Core, databases: KnownDatabases): DatabaseCall => {
  const { host, port, database } = client;
  const call = beginQuery(databases.at(host, port, database), given[0]);
  prepareQuery(given, call, core);
  return call;
};

const beginQuery = (database: Database, config: unknown) => {
  const sql = statementOf(config);
  if (sql !== undefined) tellQuery(sql);
  return sql === undefined
    ? database.begin('EXECUTE')
    : database.begin(operationOf(sql), { text: new QueryText(sql, POSTGRESQL) });
};
