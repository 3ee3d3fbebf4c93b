import { PrismaPg } from '@prisma/adapter-pg';
import { Redis } from 'ioredis5';
import knex from 'knex';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { createClient as create4 } from 'redis4';
import { createClient as create5 } from 'redis5';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MongoServer } from './mongo-server.js';
import { PrismaClient } from './prisma-client.js';
import { recordOperations } from './recorded-operations.js';
import { type DatabaseServer, isInstalled, startPostgresql, startRedis } from './servers.js';

/** A client that is connected as soon as it is asked. */
interface OpenClient {
  readonly client: object;
  ask(): PromiseLike<unknown>;
}

const QUERIES = 10;
/** A question and its answer. */
const STEPS = 2;

/** How many steps are measured while a client is asked. */
const stepsOf = async (open: () => Promise<OpenClient>, isWatched: boolean): Promise<number> => {
  const { runtime } = recordOperations([]);
  const { client, ask } = await open();
  if (isWatched) runtime.watches.add(client);
  await ask();
  const begun = vi.spyOn(runtime.overhead, 'begin');
  for (let query = 0; query < QUERIES; query++) await ask();
  return begun.mock.calls.length;
};

describe.runIf(isInstalled('pg_config') && isInstalled('redis-server'))('what watching takes of the bot', () => {
  let postgresql: DatabaseServer;
  let redis: DatabaseServer;
  beforeAll(async () => {
    [postgresql, redis] = await Promise.all([startPostgresql(), startRedis()]);
  });

  const clients: Readonly<Record<string, () => Promise<OpenClient>>> = {
    pg: async () => {
      const pool = new pg.Pool(postgresql.connection);
      onTestFinished(() => pool.end());
      return { client: pool, ask: () => pool.query('SELECT 1') };
    },
    'pg with a callback': async () => {
      const client = new pg.Client(postgresql.connection);
      await client.connect();
      onTestFinished(() => client.end());
      const ask = () => new Promise((resolve) => client.query('SELECT 1', resolve));
      return { client, ask };
    },
    knex: async () => {
      const db = knex({ client: 'pg', connection: postgresql.connection });
      onTestFinished(() => db.destroy());
      return { client: db, ask: () => db.raw('SELECT 1') };
    },
    prisma: async () => {
      const client = new PrismaClient({ adapter: new PrismaPg(postgresql.connection) });
      onTestFinished(() => client.$disconnect());
      return { client, ask: () => client.$queryRawUnsafe('SELECT 1') };
    },
    mongodb: async () => {
      const client = new MongoClient((await MongoServer.start()).url);
      onTestFinished(() => client.close());
      return { client, ask: () => client.db().command({ ping: 1 }) };
    },
    ioredis: async () => {
      const client = new Redis(redis.connection);
      onTestFinished(() => client.disconnect());
      return { client, ask: () => client.get('key') };
    },
    'redis 4': async () => {
      const client = create4({ socket: redis.connection });
      await client.connect();
      onTestFinished(() => client.disconnect());
      return { client, ask: () => client.get('key') };
    },
    'redis 5': async () => {
      const client = create5({ socket: redis.connection });
      await client.connect();
      onTestFinished(async () => client.destroy());
      return { client, ask: () => client.get('key') };
    },
  };

  it.each(Object.entries(clients))(
    'is measured at each step of %s, and nothing is where it is not watched',
    async (_, open) => {
      expect(await stepsOf(open, true)).toBeGreaterThanOrEqual(QUERIES * STEPS);
      expect(await stepsOf(open, false)).toBe(0);
    },
  );
});
