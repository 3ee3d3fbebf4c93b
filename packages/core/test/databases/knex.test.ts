import knex, { type Knex } from 'knex';
import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordDatabases } from './recorded-operations.js';
import { type DatabaseServer, isInstalled, startMariadb, startPostgresql } from './servers.js';

/** A query of knex is asked when somebody waits for it. */
const asked = async (query: PromiseLike<unknown>): Promise<unknown> => await query;

const opened = (options: Knex.Config) => {
  const created = knex(options);
  onTestFinished(() => created.destroy());
  return created;
};

describe.runIf(isInstalled('pg_config'))('a watched knex on PostgreSQL', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgresql();
    const setUp = new pg.Client(server.connection);
    await setUp.connect();
    await setUp.query('CREATE TABLE users (id int, phone text)');
    await setUp.end();
  });
  const open = (pool: Knex.PoolConfig = { min: 0, max: 2 }) =>
    opened({ client: 'pg', connection: server.connection, pool });

  it('makes a span of each query, without its values', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const db = open();
    watches.add(db);
    const spans = await spansOf(async () => {
      await db('users').insert({ id: 1, phone: '447700900123' });
      await db.raw("SELECT phone FROM users WHERE phone = '447700900123' AND id = ?", [1]);
    });

    expect(spans).toMatchObject([
      {
        name: 'INSERT "users"',
        kind: 2,
        attributes: {
          'db.system.name': 'postgresql',
          'db.namespace': 'postgres',
          'db.operation.name': 'INSERT',
          'db.query.text': 'insert into "users" ("id", "phone") values (?)',
          'server.address': '127.0.0.1',
          'server.port': server.port,
        },
      },
      { name: 'SELECT users' },
    ]);
    expect(JSON.stringify(spans)).not.toContain('447700900123');
    expect(counts()).toEqual({ 'postgresql INSERT': 1, 'postgresql SELECT': 1 });
  });

  it('fails by the code of the database, and its promise as before', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const db = open();
    watches.add(db);
    const spans = await spansOf(() => expect(db('nowhere')).rejects.toThrow('nowhere'));

    expect(spans).toMatchObject([{ status: 2, attributes: { 'error.type': '42P01' } }]);
    expect(counts()).toEqual({ 'postgresql SELECT 42P01': 1 });
  });

  it('sees the queries of its transactions, and of nobody else', async () => {
    const { spansOf, watches } = recordDatabases();
    const db = open();
    watches.add(db);
    const spans = await spansOf(async () => {
      await db.transaction(async (trx) => {
        await trx('users').update({ id: 2 });
        await trx.schema.createTable('charts', (table) => table.integer('id'));
        await trx.rollback().catch(() => undefined);
      });
      await open()('users');
    }).catch((error) => error);

    expect(spans).toMatchObject([{ name: 'UPDATE "users"' }, { name: 'CREATE TABLE "charts"' }]);
  });

  it('keeps the span of whoever waits for a connection, shows its pool, and answers a check', async () => {
    const { spansOf, watches, values } = recordDatabases();
    const db = open({ min: 0, max: 1 });
    watches.add(db, { name: 'main' });
    const held = await db.transaction();
    const waiting = [spansOf(() => asked(db('users'))), spansOf(() => asked(db('users').delete()))];
    await Promise.resolve();
    expect(values('db_client_connection_count')).toEqual([1, 0]);
    expect(values('db_client_connection_max')).toEqual([1]);
    expect(values('db_client_connection_pending_requests')).toEqual([2]);
    await held.commit();
    const names = (await Promise.all(waiting)).map((spans) => spans.map(({ name }) => name));

    expect(names).toEqual([['SELECT "users"'], ['DELETE "users"']]);
    expect(values('db_client_connection_wait_time_seconds')).toMatchObject([{ count: 3 }]);
    await expect(watches.all()[0]?.client.ping()).resolves.toBeDefined();
  });

  it('yields to a connection that is watched, and to a pool of pg that is', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const byConnection = open({
      min: 0,
      max: 1,
      afterCreate: (raw: object, done: () => void) => {
        watches.add(raw);
        done();
      },
    });
    const pool = new pg.Pool(server.connection);
    onTestFinished(() => pool.end());
    const byPool = opened({ client: 'pg', connectionPool: pool } as Knex.Config);
    for (const each of [byConnection, byPool, pool]) watches.add(each);
    await byConnection.raw('SELECT 0');
    await byPool.raw('SELECT 0');
    const before = counts()['postgresql SELECT'] ?? 0;
    const spans = await spansOf(async () => {
      await byConnection('users');
      await byPool('users');
    });

    expect(spans.map(({ name }) => name)).toEqual(['SELECT "users"', 'SELECT "users"']);
    expect(counts()['postgresql SELECT']).toBe(before + 2);
  });

  it('is watched once however often it is named, and left as it was at the end', async () => {
    const { spansOf, watches } = recordDatabases();
    const db = open();
    watches.add(db);
    const end = watches.add(db);
    expect(await spansOf(() => asked(db('users')))).toHaveLength(1);
    end();

    expect(await spansOf(() => asked(db('users')))).toEqual([]);
    expect(db.listenerCount('query')).toBe(0);
  });

  it('is left alone where knex is switched off', async () => {
    const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'knex' });
    const db = open();
    watches.add(db);

    expect(await spansOf(() => asked(db('users')))).toEqual([]);
  });
});

describe.runIf(isInstalled('mariadbd'))('a watched knex on mysql2', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  const open = () =>
    opened({
      client: 'mysql2',
      connection: server.connection,
      pool: { min: 0, max: 1 },
    });
  const names = ({ name }: { readonly name: string }) => name;

  it('yields to what mysql2 publishes, which tells of BEGIN and COMMIT as well', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const db = open();
    watches.add(db);
    await db.raw('SELECT 0');
    const before = counts()['mysql SELECT'] ?? 0;
    const spans = await spansOf(() => db.transaction((trx) => trx.raw('SELECT 1 AS a')));

    expect(spans.map(names)).toEqual(['BEGIN', 'SELECT', 'COMMIT']);
    expect(counts()['mysql SELECT']).toBe(before + 1);
  });

  it('tells itself where mysql2 is switched off, of a stream until its connection is given back', async () => {
    const { spansOf, counts, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mysql2' });
    const db = open();
    watches.add(db);
    const spans = await spansOf(async () => {
      await db.raw("SELECT 'secret' AS a");
      for await (const _row of db.select(db.raw('1 AS b')).stream());
      await db.raw('SELECT 2 AS c');
    });

    expect(spans.map(({ name, attributes }) => [name, attributes['db.query.text']])).toEqual([
      ['SELECT', 'SELECT ? AS a'],
      ['SELECT', 'select ? AS b'],
      ['SELECT', 'SELECT ? AS c'],
    ]);
    expect(counts()).toEqual({ 'mysql SELECT': 3 });
  });
});
