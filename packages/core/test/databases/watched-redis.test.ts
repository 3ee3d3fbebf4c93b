import { createClient as createPublishing } from 'redis';
import { createClient as create4, createCluster as createCluster4 } from 'redis4';
import { createClient as create5, createClientPool, createCluster as createCluster5 } from 'redis5';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordDatabases } from './recorded-operations.js';
import { redisSpan } from './redis-span.js';
import { type DatabaseServer, isInstalled, startRedis, startRedisCluster } from './servers.js';

/** What the versions have in common, as far as the tests ask for it. */
interface Client {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  duplicate(): Client;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  lPush(key: string, value: string): Promise<unknown>;
  blPop(key: string, seconds: number): Promise<unknown>;
  configGet(name: string): Promise<unknown>;
  select(database: number): Promise<unknown>;
  sendCommand(words: string[]): Promise<unknown>;
  multi(): Batch;
  twice(of: number): Promise<unknown>;
  readonly json: { get(key: string): Promise<unknown> };
}
interface Batch {
  incr(key: string): Batch;
  exec(): Promise<unknown>;
  execAsPipeline(): Promise<unknown>;
}

/** One that is closed already says so, by throwing or by its promise. */
const close = async (client: Pick<Client, 'disconnect'>): Promise<void> => {
  try {
    await client.disconnect();
  } catch {
    // It is closed.
  }
};

const twice4 = { NUMBER_OF_KEYS: 0, SCRIPT: 'return ARGV[1] * 2', transformArguments: (of: number) => [String(of)] };
const twice5 = {
  NUMBER_OF_KEYS: 0,
  SCRIPT: 'return ARGV[1] * 2',
  parseCommand: (parser: { push(...words: string[]): void }, of: number) => parser.push(String(of)),
  transformReply: undefined,
};

const VERSIONS: readonly [version: string, create: (options: object) => unknown, script: object][] = [
  ['4', (options) => create4(options), { scripts: { twice: { ...twice4, SHA1: '0'.repeat(40) } } }],
  ['5', (options) => create5(options), { scripts: { twice: { ...twice5, SHA1: '0'.repeat(40) } } }],
];

describe.runIf(isInstalled('redis-server')).each(VERSIONS)(
  'a watched client of redis %s',
  (_version, create, script) => {
    let server: DatabaseServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    const open = async ({ connection } = server) => {
      const client = create({ socket: { ...connection, reconnectStrategy: false }, ...script }) as Client;
      client.on('error', () => undefined);
      onTestFinished(() => close(client));
      await client.connect();
      return client;
    };

    it('makes a span of each command, and nothing of its keys and values', async () => {
      const { spansOf, counts, watches } = recordDatabases();
      const client = await open();
      watches.add(client);
      const spans = await spansOf(() => client.set('user:447700900123', 'secret'));

      expect(spans).toEqual([redisSpan('SET', server)]);
      expect(counts()).toEqual({ 'redis SET': 1 });
    });

    it('names what is sent for a command of several words, a script, a module and an array of words', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      watches.add(client);
      const spans = await spansOf(async () => {
        await client.configGet('save');
        await client.sendCommand(['HSET', 'user', 'phone', '447700900123']);
        expect(await client.twice(2)).toBe(4);
        await client.json.get('a').catch(() => undefined);
      });
      const names = spans.map(({ name }) => name);

      expect(names.slice(0, 3)).toEqual(['CONFIG', 'HSET', 'EVALSHA']);
      expect(names.at(-1)).toBe('JSON.GET');
    });

    it('makes a transaction one span with its size, and keeps to the database that was selected', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      watches.add(client);
      const answers: unknown[] = [];
      const spans = await spansOf(async () => {
        answers.push(await client.multi().incr('a').incr('a').exec());
        await client.select(3);
        answers.push(await client.get('a'));
      });

      expect(answers).toEqual([[1, 2], null]);
      expect(spans.map(({ name, attributes }) => [name, attributes['db.namespace']])).toEqual([
        ['MULTI', '0'],
        ['SELECT', '0'],
        ['GET', '3'],
      ]);
      expect(spans[0]?.attributes['db.operation.batch.size']).toBe(2);
    });

    it('makes a pipeline one span', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      watches.add(client);

      expect(await spansOf(() => client.multi().incr('b').incr('b').execAsPipeline())).toMatchObject([
        { name: 'PIPELINE', attributes: { 'db.operation.batch.size': 2 } },
      ]);
    });

    it('sees nothing that is not watched: another client, or a duplicate', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      watches.add(client);
      const duplicate = client.duplicate();
      onTestFinished(() => close(duplicate));
      await duplicate.connect();
      const other = await open();

      expect(await spansOf(() => Promise.all([duplicate.get('a'), other.get('a')]))).toEqual([]);
    });

    it('fails by the kind of the refusal, and its promise as before', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      await client.set('text', 'a');
      watches.add(client);
      const spans = await spansOf(() => expect(client.lPush('text', 'b')).rejects.toThrow('WRONGTYPE'));

      expect(spans).toMatchObject([{ name: 'LPUSH', status: 2 }]);
    });

    it('fails a blocking command whose connection is lost, and what is asked after it', async () => {
      const { spansOf, counts, watches } = recordDatabases();
      const own = await startRedis();
      const client = await open(own);
      watches.add(client);
      const spans = await spansOf(async () => {
        const waiting = client.blPop('nothing', 0).catch(() => undefined);
        await own.kill();
        await waiting;
      });
      await expect(client.get('a')).rejects.toThrow();

      expect(spans).toMatchObject([{ name: 'BLPOP', status: 2 }]);
      expect(counts()['redis GET ClientClosedError']).toBe(1);
    });

    it('answers a check, is watched once however often it is named, and left as it was', async () => {
      const { spansOf, watches } = recordDatabases();
      const client = await open();
      const before = [Object.getPrototypeOf(client), Object.keys(client)];
      watches.add(client);
      const end = watches.add(client);
      await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
      expect(await spansOf(() => client.get('a'))).toHaveLength(1);
      end();

      expect(await spansOf(() => client.get('a'))).toEqual([]);
      expect([Object.getPrototypeOf(client), Object.keys(client)]).toEqual(before);
    });

    it('is left alone where redis is switched off', async () => {
      const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis' });
      const client = await open();
      watches.add(client);

      expect(await spansOf(() => client.get('a'))).toEqual([]);
    });
  },
);

describe.runIf(isInstalled('redis-server'))('watched clients of redis', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis();
  });

  it('are a pool, which shows itself and keeps the span of whoever waits', async () => {
    const { spansOf, runtime, watches, values } = recordDatabases();
    const pool = createClientPool({ socket: server.connection }, { minimum: 1, maximum: 1 });
    onTestFinished(() => pool.destroy());
    await pool.connect();
    watches.add(pool, { name: 'main' });
    const other = createPublishing({ socket: server.connection });
    onTestFinished(() => other.destroy());
    await other.connect();
    const spans = await Promise.all([
      spansOf(() => pool.execute((client) => client.blPop('held', 0))),
      spansOf(() => pool.get('a')),
      spansOf(() => pool.multi().incr('c').exec()),
      Promise.resolve().then(async () => {
        expect(values('db_client_connection_count')).toEqual([1, 0]);
        expect(values('db_client_connection_pending_requests')).toEqual([2]);
        expect(values('db_client_connection_max')).toEqual([]);
        await other.lPush('held', 'released');
        return [];
      }),
    ]);

    expect(spans.map((each) => each.map(({ name }) => name))).toEqual([['BLPOP'], ['GET'], ['MULTI'], []]);
    const waits = runtime.metrics.family('db_client_connection_wait_time_seconds')?.series() ?? [];
    expect([...waits]).toMatchObject([{ labels: [['db_client_connection_pool_name', 'main']], value: { count: 3 } }]);
    await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
  });

  it.each([
    ['4', (root: object) => createCluster4({ rootNodes: [root] }), ['SET', 'GET']],
    ['5', (root: object) => createCluster5({ rootNodes: [root] }), ['SET', 'GET', 'MULTI']],
  ])('are a cluster of version %s', async (_version, create, expected) => {
    const { spansOf, watches } = recordDatabases();
    const { connection } = await startRedisCluster();
    const cluster = create({ socket: connection });
    onTestFinished(async () => {
      await cluster.disconnect();
    });
    await cluster.connect();
    watches.add(cluster);
    await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
    const spans = await spansOf(async () => {
      await cluster.set('a', '1');
      await cluster.get('a');
      await cluster.multi().incr('a').exec();
    });

    expect(spans.map(({ name }) => name)).toEqual(expected);
  });

  it('are seen once where they publish their commands themselves', async () => {
    const { spansOf, watches } = recordDatabases();
    const client = createPublishing({ socket: server.connection });
    onTestFinished(() => client.destroy());
    await client.connect();
    watches.add(client);
    const spans = await spansOf(async () => {
      await client.get('a');
      await client.multi().incr('d').exec();
    });

    expect(spans.map(({ name }) => name)).toEqual(['GET', 'MULTI']);
    await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
  });

  it('do not answer as version 3 did', () => {
    const { watches } = recordDatabases();

    expect(() => watches.add(create4({ socket: server.connection, legacyMode: true }))).toThrow(/no client it knows/);
  });
});
