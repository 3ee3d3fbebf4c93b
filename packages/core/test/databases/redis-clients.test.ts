import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { recordDatabases } from './recorded-operations.js';
import { redisSpan } from './redis-span.js';
import { type DatabaseServer, isInstalled, startRedis } from './servers.js';

describe.runIf(isInstalled('redis-server'))('the commands of', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis();
  });

  const ioredis = async () => {
    const client = new Redis({ ...server.connection, lazyConnect: true, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    await client.connect();
    return client;
  };
  const nodeRedis = async () => {
    const client = createClient({ socket: server.connection });
    client.on('error', () => undefined);
    onTestFinished(() => client.destroy());
    await client.connect();
    return client;
  };

  it('ioredis become spans with their name, and nothing of their keys and values', async () => {
    const { spansOf, counts } = recordDatabases();
    const client = await ioredis();
    const spans = await spansOf(() => client.set('user:447700900123', 'secret'));

    expect(spans).toEqual([redisSpan('SET', server)]);
    expect(counts()['redis SET']).toBe(1);
  });

  it('ioredis fail by the kind of the refusal', async () => {
    const { spansOf, counts } = recordDatabases();
    const client = await ioredis();
    await client.set('text', 'a');
    const spans = await spansOf(() => client.lpush('text', 'b').catch(() => undefined));

    expect(spans).toMatchObject([{ name: 'LPUSH', status: 2, attributes: { 'error.type': 'WRONGTYPE' } }]);
    expect(counts()['redis LPUSH WRONGTYPE']).toBe(1);
  });

  it('ioredis are counted once in a pipeline and in a transaction', async () => {
    const { spansOf, counts } = recordDatabases();
    const client = await ioredis();
    await spansOf(() => client.pipeline().incr('a').incr('b').exec());
    const spans = await spansOf(() => client.multi().incr('a').exec());

    expect(spans.map(({ name }) => name)).toEqual(['MULTI', 'INCR', 'EXEC']);
    expect(counts()).toMatchObject({ 'redis INCR': 3, 'redis MULTI': 1, 'redis EXEC': 1 });
  });

  it('node-redis become spans, and a transaction is one with its size', async () => {
    const { spansOf, counts } = recordDatabases();
    const client = await nodeRedis();
    const spans = await spansOf(async () => {
      await client.get('user:447700900123');
      await client.multi().incr('a').incr('b').exec();
    });

    expect(spans.map(({ name }) => name)).toEqual(['GET', 'MULTI']);
    expect(spans[1]?.attributes['db.operation.batch.size']).toBe(2);
    expect(JSON.stringify(spans)).not.toContain('447700900123');
    expect(counts()).toMatchObject({ 'redis GET': 1, 'redis MULTI': 1 });
  });

  it('node-redis fail where the client is closed, and outside of a transaction they are counted all the same', async () => {
    const { counts } = recordDatabases();
    const client = await nodeRedis();
    client.destroy();
    await expect(client.get('a')).rejects.toThrow();

    expect(counts()['redis GET ClientClosedError']).toBe(1);
  });

  it.each(['ioredis', 'redis'])('%s are left alone where it is switched off', async (name) => {
    const { spansOf, counts } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: name });
    const client = name === 'ioredis' ? await ioredis() : await nodeRedis();

    expect(await spansOf(() => client.get('a'))).toEqual([]);
    expect(counts()).toEqual({});
  });
});

describe.runIf(isInstalled('redis-server'))('a connection that is lost', () => {
  it('ends what was on its way as failed', async () => {
    const { spansOf } = recordDatabases();
    const server = await startRedis();
    const client = new Redis({ ...server.connection, retryStrategy: null });
    client.on('error', () => undefined);
    await client.ping();
    const spans = await spansOf(async () => {
      const waiting = client.blpop('nothing', 0).catch(() => undefined);
      await server.kill();
      await waiting;
    });

    expect(spans).toMatchObject([{ name: 'BLPOP', status: 2 }]);
  });
});
