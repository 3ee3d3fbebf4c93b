import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PrismaClient } from './prisma-client.js';
import { recordDatabases } from './recorded-operations.js';
import { type DatabaseServer, isInstalled, startPostgresql } from './servers.js';

describe.runIf(isInstalled('pg_config'))('a watched client of Prisma', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgresql();
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.query('CREATE TABLE "User" (id int PRIMARY KEY, phone text UNIQUE)');
    await client.end();
  });
  const open = (adapter = new PrismaPg({ ...server.connection, max: 2 })) => {
    const prisma = new PrismaClient({ adapter });
    onTestFinished(() => prisma.$disconnect());
    return { prisma, adapter };
  };

  it('makes a span of each statement, without its literals', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);
    const spans = await spansOf(async () => {
      await prisma.user.create({ data: { id: 1, phone: '447700900123' } });
      await prisma.user.findMany({ where: { phone: '447700900123' } });
      await prisma.$queryRawUnsafe(`SELECT 'secret' AS "a" FROM "User"`);
      await prisma.$executeRawUnsafe(`DELETE FROM "User" WHERE phone = '447700900123'`);
    });

    expect(spans.map(({ name }) => name)).toEqual([
      'INSERT "public"."User"',
      'SELECT "public"."User"',
      'SELECT "User"',
      'DELETE "User"',
    ]);
    expect(spans[2]).toEqual({
      name: 'SELECT "User"',
      kind: 2,
      status: 0,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.namespace': 'postgres',
        'db.query.summary': 'SELECT "User"',
        'db.query.text': 'SELECT ? AS "a" FROM "User"',
        'server.address': '127.0.0.1',
        'server.port': server.port,
      },
    });
    expect(JSON.stringify(spans)).not.toMatch(/447700900123|secret/);
    expect(counts()).toEqual({ 'postgresql INSERT': 1, 'postgresql SELECT': 2, 'postgresql DELETE': 1 });
  });

  it('tells of a transaction from its beginning to its end', async () => {
    const { spansOf, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);
    const work = () => prisma.$transaction((client) => client.$queryRawUnsafe('SELECT 1 AS a'));

    expect((await spansOf(work)).map(({ name }) => name)).toEqual(['BEGIN', 'SELECT', 'COMMIT']);
  });

  it('keeps the spans of those who ask at once apart', async () => {
    const { spansOf, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);
    const names = await Promise.all([
      spansOf(async () => prisma.$queryRawUnsafe('SELECT 1 AS a FROM pg_sleep(0.01)')),
      spansOf(async () => prisma.user.findMany()),
      spansOf(async () => prisma.$executeRawUnsafe('UPDATE "User" SET id = 2')),
    ]);

    expect(names.map((spans) => spans.map(({ name }) => name))).toEqual([
      ['SELECT pg_sleep'],
      ['SELECT "public"."User"'],
      ['UPDATE "User"'],
    ]);
  });

  it('fails by the code of the database, and its promise as before', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);
    const spans = await spansOf(() =>
      expect(prisma.$queryRawUnsafe('SELECT * FROM nowhere')).rejects.toMatchObject({ code: 'P2010' }),
    );

    expect(spans).toMatchObject([{ name: 'SELECT nowhere', status: 2, attributes: { 'error.type': '42P01' } }]);
    expect(counts()).toEqual({ 'postgresql SELECT 42P01': 1 });
  });

  it('sees nothing that is not watched, and an extension of what is', async () => {
    const { spansOf, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);

    expect(await spansOf(async () => open().prisma.user.findMany())).toEqual([]);
    expect(await spansOf(async () => prisma.$extends({}).user.findMany())).toHaveLength(1);
  });

  it('tells a statement once, also where an extension of it, or the pool of its adapter, is watched', async () => {
    const { spansOf, watches } = recordDatabases();
    const pool = new pg.Pool(server.connection);
    onTestFinished(() => pool.end());
    const { prisma } = open(new PrismaPg(pool));
    watches.add(prisma);
    const end = watches.add(prisma.$extends({}));
    expect(await spansOf(async () => prisma.user.findMany())).toHaveLength(1);
    end();
    expect(await spansOf(async () => prisma.user.findMany())).toHaveLength(1);
    watches.add(pool);

    expect(await spansOf(async () => prisma.user.findMany())).toHaveLength(1);
  });

  it('answers a statement that cannot be looked at, and says so once', async () => {
    const { spansOf, watches, said } = recordDatabases();
    const { prisma, adapter } = open();
    watches.add(prisma);
    const { connect } = adapter;
    adapter.connect = async () => {
      const connected = await connect();
      connected.underlyingDriver = () => {
        throw new Error('447700900123');
      };
      return connected;
    };
    const spans = await spansOf(async () => {
      expect(await prisma.user.findMany()).toBeInstanceOf(Array);
      expect(await prisma.user.findMany()).toBeInstanceOf(Array);
    });

    expect(spans).toEqual([]);
    expect(said()).toEqual([expect.stringContaining('watching a statement of Prisma failed (Error)')]);
  });

  it('is left as it was at the end, also if it connects again', async () => {
    const { spansOf, watches } = recordDatabases();
    const { prisma, adapter } = open();
    const end = watches.add(prisma);
    await prisma.user.findMany();
    await prisma.$disconnect();
    expect(await spansOf(async () => prisma.user.findMany())).toHaveLength(1);
    end();

    expect(await spansOf(async () => prisma.user.findMany())).toEqual([]);
    expect(Object.hasOwn(adapter, 'connect')).toBe(false);
  });

  it('shows its pool, and answers a check', async () => {
    const { watches, values } = recordDatabases();
    const { prisma } = open(new PrismaPg(`postgresql://postgres@127.0.0.1:${server.port}/postgres`));
    watches.add(prisma, { name: 'main', critical: true });
    expect(values('db_client_connection_count')).toEqual([0, 0]);
    await expect(watches.all()[0]?.client.ping()).resolves.toHaveLength(1);

    expect(values('db_client_connection_count')).toEqual([0, 1]);
    expect(values('db_client_connection_max')).toEqual([10]);
  });

  it('fails where the connection is lost in the middle of a query', async () => {
    const { spansOf, watches } = recordDatabases();
    const { prisma } = open();
    watches.add(prisma);
    const spans = await spansOf(async () => {
      const lost = prisma.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())');
      await expect(lost).rejects.toThrow();
    });

    expect(spans).toMatchObject([{ name: 'SELECT', status: 2, attributes: { 'error.type': '57P01' } }]);
  });

  it('says what it needs where it was connected before, when its check shows that it is', async () => {
    const { spansOf, watches, said } = recordDatabases();
    const { prisma } = open();
    await prisma.user.findMany();
    watches.add(prisma, { name: 'late' });
    expect(await spansOf(async () => prisma.user.findMany())).toEqual([]);
    await watches.all()[0]?.client.ping();

    expect(said()).toEqual([expect.stringMatching(/the client late had connected .*\[ASTROLABE_WATCH_LATE\]/)]);
  });

  it('is left alone where prisma is switched off', async () => {
    const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'prisma' });
    const { prisma } = open();
    watches.add(prisma);

    expect(await spansOf(async () => prisma.user.findMany())).toEqual([]);
  });
});
