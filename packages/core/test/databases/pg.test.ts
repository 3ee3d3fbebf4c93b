import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordDatabases, recordOperations } from './recorded-operations.js';
import { type DatabaseServer, isInstalled, startPostgresql } from './servers.js';

describe.runIf(isInstalled('pg_config'))('a watched client of pg', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  const openPool = (options: pg.PoolConfig = {}) => {
    const pool = new pg.Pool({ ...server.connection, max: 2, ...options });
    pool.on('error', () => undefined);
    onTestFinished(() => pool.end());
    return pool;
  };

  it('makes a span of each query of its pool, without its literals', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const pool = openPool();
    watches.add(pool);
    await pool.query('CREATE TABLE IF NOT EXISTS users (id int, phone text)');
    const spans = await spansOf(async () => {
      await pool.query("INSERT INTO users VALUES (1, '447700900123'), (2, $$secret$$)");
      await pool.query({ name: 'by-phone', text: 'SELECT * FROM users WHERE phone = $1', values: ['447700900123'] });
    });

    expect(spans).toMatchObject([
      {
        name: 'INSERT users',
        kind: 2,
        attributes: {
          'db.system.name': 'postgresql',
          'db.namespace': 'postgres',
          'db.query.text': 'INSERT INTO users VALUES (?)',
          'server.port': server.port,
        },
      },
      { name: 'SELECT users', attributes: { 'db.query.text': 'SELECT * FROM users WHERE phone = $1' } },
    ]);
    expect(JSON.stringify(spans)).not.toMatch(/447700900123|secret/);
    expect(counts()).toMatchObject({ 'postgresql CREATE': 1, 'postgresql INSERT': 1, 'postgresql SELECT': 1 });
  });

  it('sees nothing that is not watched', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    watches.add(openPool());

    expect(await spansOf(() => openPool().query('SELECT 1'))).toEqual([]);
    expect(counts()).toEqual({});
  });

  it('is watched once however often it is named, and left as it was at the end', async () => {
    const { spansOf, watches } = recordDatabases();
    const client = new pg.Client(server.connection);
    await client.connect();
    onTestFinished(() => client.end());
    watches.add(client);
    const end = watches.add(client);
    expect(await spansOf(() => client.query('SELECT 1'))).toHaveLength(1);
    end();

    expect(await spansOf(() => client.query('SELECT 1'))).toEqual([]);
    expect(Object.hasOwn(client, 'query')).toBe(false);
  });

  it('keeps the span of whoever waits for a connection', async () => {
    const { spansOf, watches } = recordDatabases();
    const pool = openPool({ max: 1 });
    watches.add(pool);
    const held = await pool.connect();
    const names = await Promise.all([
      spansOf(() => pool.query('SELECT 1 AS a')),
      spansOf(() => pool.query('UPDATE pg_class SET relname = relname WHERE false')),
      Promise.resolve().then(() => held.release()),
    ]);

    expect(names[0]?.map(({ name }) => name)).toEqual(['SELECT']);
    expect(names[1]?.map(({ name }) => name)).toEqual(['UPDATE pg_class']);
  });

  it('answers callbacks in the context of their caller', async () => {
    const { spansOf, watches, runtime } = recordDatabases();
    const pool = openPool();
    watches.add(pool);
    let wasActive = false;
    const spans = await spansOf(
      () =>
        new Promise<void>((resolve) => {
          const scope = runtime.tracer.active();
          pool.query('SELECT 1', () => {
            wasActive = runtime.tracer.active() === scope;
            resolve();
          });
        }),
    );

    expect(wasActive).toBe(true);
    expect(spans).toHaveLength(1);
  });

  it('fails by the code of the database, and its promise as before', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const pool = openPool();
    watches.add(pool);
    const spans = await spansOf(() => expect(pool.query('SELECT * FROM nowhere')).rejects.toThrow('nowhere'));

    expect(spans).toMatchObject([{ name: 'SELECT nowhere', status: 2, attributes: { 'error.type': '42P01' } }]);
    expect(counts()['postgresql SELECT 42P01']).toBe(1);
  });

  it('fails where the connection is lost or the query is cancelled in the middle of it', async () => {
    const { spansOf, watches } = recordDatabases();
    const pool = openPool();
    watches.add(pool);
    const client = await pool.connect();
    client.on('error', () => undefined);
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    const { pid } = rows[0];
    const spans = await spansOf(async () => {
      const cancelled = client.query('SELECT pg_sleep(20)').catch(() => undefined);
      await pool.query('SELECT pg_cancel_backend($1)', [pid]);
      await cancelled;
      const lost = client.query('SELECT pg_sleep(20)').catch(() => undefined);
      await pool.query('SELECT pg_terminate_backend($1)', [pid]);
      await lost;
    });
    client.release(true);

    expect(spans.filter(({ status }) => status === 2)).toMatchObject([
      { attributes: { 'error.type': '57014' } },
      { attributes: { 'error.type': '57P01' } },
    ]);
  });

  it('throws what pg throws at once', async () => {
    const { watches, counts } = recordDatabases();
    const client = new pg.Client(server.connection);
    await client.connect();
    onTestFinished(() => client.end());
    watches.add(client);

    expect(() => client.query(null as never)).toThrow(TypeError);
    expect(counts()).toEqual({ 'postgresql EXECUTE TypeError': 1 });
  });

  it('answers a query that cannot be looked at, and says so once', async () => {
    const { watches, said } = recordDatabases();
    const client = new pg.Client(server.connection);
    await client.connect();
    onTestFinished(() => client.end());
    watches.add(client);
    let reads = 0;
    const config = {
      get text() {
        if (reads++ === 0) throw new Error('447700900123');
        return 'SELECT 1 AS a';
      },
    };

    expect((await client.query(config)).rows).toEqual([{ a: 1 }]);
    expect(said()).toEqual([expect.stringContaining('watching a query of pg failed (Error)')]);
  });

  it('ends a query that is an object of its own', async () => {
    const { spansOf, watches } = recordDatabases();
    const client = new pg.Client(server.connection);
    await client.connect();
    onTestFinished(() => client.end());
    watches.add(client);
    const spans = await spansOf(
      () => new Promise<void>((resolve) => client.query(new pg.Query('SELECT 1')).on('end', () => resolve())),
    );

    expect(spans).toMatchObject([{ name: 'SELECT', status: 0 }]);
  });

  it('shows its pool, and answers a check', async () => {
    const { watches, values } = recordDatabases();
    const pool = openPool({ max: 1 });
    watches.add(pool, { name: 'main', critical: true });
    const held = await pool.connect();
    const waiting = pool.query('SELECT 1');

    expect(values('db_client_connection_count')).toEqual([1, 0]);
    expect(values('db_client_connection_max')).toEqual([1]);
    expect(values('db_client_connection_pending_requests')).toEqual([1]);
    held.release();
    await waiting;
    expect(values('db_client_connection_wait_time_seconds')).toMatchObject([{ count: 2 }]);
    await expect(watches.all()[0]?.client.ping()).resolves.toBeDefined();
  });

  it('is left alone where pg is switched off', async () => {
    const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' });
    const pool = openPool();
    watches.add(pool);

    expect(await spansOf(() => pool.query('SELECT 1'))).toEqual([]);
  });
});

it.each([[undefined], [null], ['postgres'], [{}], [() => undefined]])('watch(%s) says what it knows', (client) => {
  const { watches } = recordOperations([]);

  expect(() => watches.add(client)).toThrow(/a Pool or a Client of pg 8/);
});
