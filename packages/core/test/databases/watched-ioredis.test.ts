import { Redis as PublishingRedis } from 'ioredis';
import { Cluster, Redis } from 'ioredis5';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../src/testing/eventually.js';
import { recordDatabases } from './recorded-operations.js';
import { redisSpan } from './redis-span.js';
import { type DatabaseServer, isInstalled, startRedis, startRedisCluster } from './servers.js';

describe.runIf(isInstalled('redis-server'))('a watched client of ioredis 5', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  const open = (options: object = {}) => {
    const client = new Redis({ ...server.connection, maxRetriesPerRequest: 0, ...options });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    return client;
  };
  const opened = async (options?: object) => {
    const client = open(options);
    await client.ping();
    return client;
  };

  it('makes a span of each command, and nothing of its keys and values', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const client = await opened({ db: 2 });
    watches.add(client);
    const spans = await spansOf(() => client.set('user:447700900123', 'secret'));

    expect(spans).toEqual([redisSpan('SET', server, '2')]);
    expect(counts()).toEqual({ 'redis SET': 1 });
  });

  it('sees nothing that is not watched: another client, or a duplicate', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const client = await opened();
    watches.add(client);
    const duplicate = client.duplicate();
    onTestFinished(() => duplicate.disconnect());
    const other = await opened();

    expect(await spansOf(() => Promise.all([duplicate.get('a'), other.get('a')]))).toEqual([]);
    expect(counts()).toEqual({});
  });

  it('makes one span of each command of a pipeline, a transaction and a script', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const client = await opened();
    watches.add(client);
    const answers: unknown[] = [];
    await spansOf(async () => answers.push(await client.pipeline().incr('a').lpush('a', 'b').exec()));
    const spans = await spansOf(async () => answers.push(await client.multi().incr('a').exec()));
    client.defineCommand('twice', { lua: 'return ARGV[1] * 2', numberOfKeys: 0 });
    const scripts = await spansOf(() => (client as unknown as { twice(of: number): Promise<number> }).twice(2));

    expect(answers).toEqual([[[null, 1], [expect.any(Error)]], [[null, 2]]]);
    expect(spans.map(({ name }) => name)).toEqual(['MULTI', 'INCR', 'EXEC']);
    expect(scripts).toMatchObject([{ name: 'EVALSHA', status: 0 }]);
    expect(counts()).toMatchObject({ 'redis INCR': 2, 'redis LPUSH WRONGTYPE': 1, 'redis EXEC': 1 });
  });

  it('counts once what has waited for the connection, from the call on', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const client = open({ lazyConnect: true, enableReadyCheck: false });
    watches.add(client);
    const spans = await spansOf(() => client.get('a'));

    expect(spans.map(({ name }) => name)).toContain('GET');
    expect(counts()['redis GET']).toBe(1);
  });

  it('fails by the kind of the refusal, and its promise and callback as before', async () => {
    const { spansOf, counts, watches, runtime } = recordDatabases();
    const client = await opened();
    await client.set('text', 'a');
    watches.add(client);
    let wasActive = false;
    const spans = await spansOf(async () => {
      await expect(client.lpush('text', 'b')).rejects.toThrow('WRONGTYPE');
      const scope = runtime.tracer.active();
      await new Promise<void>((resolve) => {
        client.lpush('text', 'b', (error) => {
          wasActive = error !== null && runtime.tracer.active() === scope;
          resolve();
        });
      });
    });

    expect(spans).toMatchObject([
      { name: 'LPUSH', status: 2, attributes: { 'error.type': 'WRONGTYPE' } },
      { name: 'LPUSH', status: 2 },
    ]);
    expect(wasActive).toBe(true);
    expect(counts()).toEqual({ 'redis LPUSH WRONGTYPE': 2 });
  });

  it('leaves a failure that nobody handles for the process to notice', async () => {
    const { watches } = recordDatabases();
    const client = await opened();
    watches.add(client);
    const unhandled: unknown[] = [];
    const notice = (error: unknown) => unhandled.push(error);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', notice);
    onTestFinished(() => {
      process.off('unhandledRejection', notice);
      for (const other of others) process.on('unhandledRejection', other);
    });
    void client.call('nothing-of-this-name');
    await eventually('the process is told', () => unhandled.length > 0);

    expect(unhandled).toEqual([expect.objectContaining({ name: 'ReplyError' })]);
  });

  it('fails a blocking command whose connection is lost', async () => {
    const { spansOf, watches } = recordDatabases();
    const own = await startRedis();
    const client = await opened({ port: own.port, retryStrategy: null });
    watches.add(client);
    const spans = await spansOf(async () => {
      const waiting = client.blpop('nothing', 0).catch(() => undefined);
      await own.kill();
      await waiting;
    });

    expect(spans).toMatchObject([{ name: 'BLPOP', status: 2 }]);
  });

  it('answers a check, is watched once however often it is named, and left as it was', async () => {
    const { spansOf, watches } = recordDatabases();
    const client = await opened();
    watches.add(client, { name: 'sessions' });
    const end = watches.add(client);
    await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
    expect(await spansOf(() => client.get('a'))).toHaveLength(1);
    end();

    expect(await spansOf(() => client.get('a'))).toEqual([]);
    expect(Object.hasOwn(client, 'sendCommand')).toBe(false);
  });

  it('is left alone where ioredis is switched off', async () => {
    const { spansOf, counts, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ioredis' });
    const client = await opened();
    watches.add(client);

    expect(await spansOf(() => client.get('a'))).toEqual([]);
    expect(counts()).toEqual({});
  });

  it('is seen once where it publishes its commands itself', async () => {
    const { spansOf, watches } = recordDatabases();
    const client = new PublishingRedis(server.port, '127.0.0.1');
    onTestFinished(() => client.disconnect());
    watches.add(client);
    await client.ping();

    expect(await spansOf(() => client.get('a'))).toHaveLength(1);
    await expect(watches.all()[0]?.client.ping()).resolves.toBe('PONG');
  });
});

describe.runIf(isInstalled('redis-server'))('a watched cluster of ioredis 5', () => {
  it('makes a span of each command, with the address that the cluster is known by', async () => {
    const { spansOf, watches } = recordDatabases();
    const { port, connection } = await startRedisCluster();
    const cluster = new Cluster([connection]);
    onTestFinished(() => cluster.disconnect());
    watches.add(cluster);
    await cluster.ping();
    const spans = await spansOf(async () => {
      await cluster.set('a', '1');
      await cluster.pipeline().incr('a').exec();
    });

    expect(spans.map(({ name, attributes }) => [name, attributes['server.port']])).toEqual([
      ['SET', port],
      ['INCR', port],
    ]);
  });
});
