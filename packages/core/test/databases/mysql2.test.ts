import { createConnection } from 'mysql2';
import mysql from 'mysql2/promise';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordDatabases } from './recorded-operations.js';
import { type DatabaseServer, isInstalled, startMariadb } from './servers.js';

describe.runIf(isInstalled('mariadbd'))('the statements of mysql2', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  const open = (options: mysql.PoolOptions = {}) => {
    const pool = mysql.createPool({ ...server.connection, connectionLimit: 1, ...options });
    onTestFinished(() => pool.end());
    return pool;
  };

  it('become spans named by what they do, without the values that were put into them', async () => {
    const { spansOf, counts } = recordDatabases();
    const pool = open();
    await pool.query('CREATE DATABASE IF NOT EXISTS bot');
    await pool.query('CREATE TABLE IF NOT EXISTS bot.users (id int, phone varchar(32))');
    const spans = await spansOf(async () => {
      await pool.query('INSERT INTO bot.users (id, phone) VALUES ?', [
        [
          [1, '447700900123'],
          [2, "it's \\' secret"],
        ],
      ]);
      await pool.execute('SELECT * FROM bot.users WHERE phone = ?', ['447700900123']);
    });

    expect(spans).toMatchObject([
      {
        name: 'INSERT bot.users',
        kind: 2,
        attributes: {
          'db.system.name': 'mysql',
          'db.operation.name': 'INSERT',
          'db.query.text': 'INSERT INTO bot.users (id, phone) VALUES (?)',
          'db.query.summary': 'INSERT bot.users',
          'server.port': server.port,
        },
      },
      { name: 'SELECT bot.users', attributes: { 'db.query.text': 'SELECT * FROM bot.users WHERE phone = ?' } },
    ]);
    expect(JSON.stringify(spans)).not.toMatch(/447700900123|secret/);
    expect(counts()).toMatchObject({ 'mysql INSERT': 1, 'mysql SELECT': 1 });
  });

  it('fail by the code of the database', async () => {
    const { spansOf } = recordDatabases();
    const pool = open();
    const spans = await spansOf(() => pool.query('SELECT * FROM nowhere.users').catch(() => undefined));

    expect(spans).toMatchObject([
      { name: 'SELECT nowhere.users', status: 2, attributes: { 'error.type': 'ER_NO_SUCH_TABLE' } },
    ]);
  });

  it('belong to whoever has waited for a connection, and the waits are counted', async () => {
    const { spansOf, runtime } = recordDatabases();
    const pool = open();
    const held = await pool.getConnection();
    const spans = await Promise.all([
      spansOf(() => pool.query('SELECT 1 AS a')),
      spansOf(() => pool.execute('UPDATE mysql.user SET User = User WHERE 1 = 0').catch(() => undefined)),
      Promise.resolve().then(() => {
        held.release();
        return [];
      }),
    ]);

    expect(spans.map((each) => each.map(({ name }) => name))).toEqual([['SELECT'], ['UPDATE mysql.user'], []]);
    const waits = runtime.metrics.family('db_client_connection_wait_time_seconds')?.series() ?? [];
    expect([...waits]).toMatchObject([
      { labels: [['db_client_connection_pool_name', `127.0.0.1:${server.port}`]], value: { count: 3 } },
    ]);
  });

  it('are none where the pool is exhausted and nobody may wait', async () => {
    const { spansOf, runtime } = recordDatabases();
    const pool = open({ waitForConnections: false });
    const held = await pool.getConnection();
    const spans = await spansOf(() => expect(pool.query('SELECT 1')).rejects.toThrow('No connections available'));
    held.release();

    expect(spans).toEqual([]);
    const waits = runtime.metrics.family('db_client_connection_wait_time_seconds')?.series() ?? [];
    expect([...waits]).toMatchObject([{ value: { count: 1 } }]);
  });

  it('end when a stream of rows has ended', async () => {
    const { spansOf, counts } = recordDatabases();
    const connection = createConnection(server.connection);
    onTestFinished(() => connection.destroy());
    const spans = await spansOf(async () => {
      for await (const _row of connection.query('SELECT 1 UNION SELECT 2').stream());
    });

    expect(spans).toHaveLength(1);
    expect(counts()['mysql SELECT']).toBe(1);
  });
});
