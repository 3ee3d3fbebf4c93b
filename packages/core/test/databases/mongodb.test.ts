import * as mongodb7 from 'mongodb';
import * as mongodb6 from 'mongodb6';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../src/testing/eventually.js';
import { CLOSE, MongoServer } from './mongo-server.js';
import { recordDatabases } from './recorded-operations.js';

interface User {
  _id: string;
  phone?: string;
}

describe.each([
  ['6', mongodb6 as unknown as typeof mongodb7],
  ['7', mongodb7],
])('a watched client of mongodb %s', (_, { MongoClient }) => {
  const open = async (options: mongodb7.MongoClientOptions = {}) => {
    const server = await MongoServer.start();
    const client = new MongoClient(server.url, { retryReads: false, retryWrites: false, ...options });
    onTestFinished(() => client.close());
    return { server, client, users: client.db().collection<User>('users') };
  };

  it('makes a span of each command, and nothing of its documents and filters', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const { server, client, users } = await open();
    watches.add(client);
    const spans = await spansOf(async () => {
      await users.insertMany([{ _id: '447700900123' }, { _id: 'b' }]);
      await users.find({ phone: '447700900123' }).toArray();
      await users.find({}, { batchSize: 1 }).toArray();
      await client.db().command({ ping: 1 });
    });

    expect(spans.map(({ name }) => name)).toEqual([
      'insert users',
      'find users',
      'find users',
      'getMore users',
      'ping',
    ]);
    expect(spans[0]).toEqual({
      name: 'insert users',
      kind: 2,
      status: 0,
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': 'insert',
        'db.collection.name': 'users',
        'db.namespace': 'bot',
        'server.address': '127.0.0.1',
        'server.port': server.port,
      },
    });
    expect(JSON.stringify(spans)).not.toContain('447700900123');
    expect(counts()).toEqual({
      'mongodb insert': 1,
      'mongodb find': 2,
      'mongodb getMore': 1,
      'mongodb ping': 1,
    });
  });

  it('sees nothing that is not watched', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    watches.add((await open()).client);
    const { users } = await open({ monitorCommands: true });

    expect(await spansOf(() => users.findOne())).toEqual([]);
    expect(counts()).toEqual({});
  });

  it('says nothing of whom a command is about', async () => {
    const { spansOf, watches } = recordDatabases();
    const { client } = await open();
    watches.add(client);
    const spans = await spansOf(async () => {
      await client
        .db()
        .command({ dropUser: 'ada' })
        .catch(() => undefined);
      await client
        .db()
        .command({ 'of ada': 1 })
        .catch(() => undefined);
    });

    expect(spans.map(({ name }) => name)).toEqual(['dropUser', 'OTHER']);
    expect(JSON.stringify(spans)).not.toContain('ada');
  });

  it('is watched once however often it is named, and left as it was at the end', async () => {
    const { spansOf, watches } = recordDatabases();
    const { client, users } = await open();
    const before = client.eventNames();
    watches.add(client);
    const end = watches.add(client);
    expect(await spansOf(() => users.findOne())).toHaveLength(1);
    end();

    expect(await spansOf(() => users.findOne())).toEqual([]);
    expect(client.eventNames()).toEqual(before);
    expect(client.options.monitorCommands).toBe(false);
  });

  it('hears the end of what had begun when it was left alone', async () => {
    const { spansOf, watches } = recordDatabases();
    const { server, client, users } = await open();
    const before = client.eventNames();
    const end = watches.add(client);
    const release = server.hold('find');
    const spans = await spansOf(async () => {
      const found = users.findOne();
      await eventually('the command is on its way', () => server.commands.includes('find'));
      end();
      release();
      await found;
    });

    expect(spans).toMatchObject([{ name: 'find users', status: 0 }]);
    expect(client.eventNames()).toEqual(before);
  });

  it('keeps the span of whoever waits for a connection', async () => {
    const { spansOf, watches } = recordDatabases();
    const { server, client, users } = await open({ maxPoolSize: 1 });
    watches.add(client);
    await client.connect();
    const release = server.hold('find');
    const work = [
      spansOf(() => users.findOne()),
      spansOf(() => users.insertOne({ _id: 'a' })),
      spansOf(() => users.deleteOne({ _id: 'a' })),
    ];
    await eventually('the first one is on its way', () => server.commands.includes('find'));
    release();

    const spans = await Promise.all(work);
    expect(spans.map((each) => each.map(({ name }) => name))).toEqual([
      ['find users'],
      ['insert users'],
      ['delete users'],
    ]);
  });

  it('fails by the code of the server, also where it refuses a part of a write', async () => {
    const { spansOf, counts, watches } = recordDatabases();
    const { client, users } = await open();
    watches.add(client);
    const spans = await spansOf(async () => {
      await client
        .db()
        .command({ conjure: 1 })
        .catch(() => undefined);
      await users.insertOne({ _id: 'a' });
      await expect(users.insertOne({ _id: 'a' })).rejects.toMatchObject({ code: 11_000 });
    });

    expect(spans.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
      [2, '59'],
      [0, undefined],
      [2, '11000'],
    ]);
    expect(counts()).toMatchObject({ 'mongodb insert 11000': 1, 'mongodb insert': 1 });
  });

  it('fails where the connection is lost, the time is up, or nobody wants the answer any more', async () => {
    const { spansOf, watches } = recordDatabases();
    const { server, client, users } = await open();
    watches.add(client);
    await client.connect();
    const spans = await spansOf(async () => {
      const release = server.hold('find');
      await users
        .find({}, { maxTimeMS: 5 })
        .toArray()
        .catch(() => undefined);
      const abort = new AbortController();
      const aborted = users
        .find({}, { signal: abort.signal })
        .toArray()
        .catch(() => undefined);
      await eventually('it is on its way', () => server.commands.filter((name) => name === 'find').length === 2);
      abort.abort();
      await aborted;
      release();
      server.answer('find', () => CLOSE);
      await users.findOne().catch(() => undefined);
    });

    expect(spans.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
      [2, '50'],
      [2, 'AbortError'],
      [2, 'MongoNetworkError'],
    ]);
  });

  it('ends what is on its way when it is closed', async () => {
    const { spansOf, watches } = recordDatabases();
    const { server, client, users } = await open();
    watches.add(client);
    await client.connect();
    onTestFinished(server.hold('find'));
    const spans = await spansOf(async () => {
      const found = users.findOne().catch(() => undefined);
      await eventually('it is on its way', () => server.commands.includes('find'));
      await client.close(true);
      await found;
    });

    expect(spans.filter(({ name }) => name === 'find users')).toMatchObject([{ status: 2 }]);
  });

  it('shows its pool, and answers a check', async () => {
    const { watches, values } = recordDatabases();
    const { server, client, users } = await open({ maxPoolSize: 1 });
    watches.add(client, { name: 'main', critical: true });
    await client.connect();
    const waits = () =>
      Number((values('db_client_connection_wait_time_seconds')[0] as { count?: number } | undefined)?.count ?? 0);
    const waitsBefore = waits();
    const release = server.hold('find');
    const found = [users.findOne(), users.findOne()];
    await eventually('one is on its way', () => server.commands.includes('find'));

    expect(values('db_client_connection_count')).toEqual([1, 0]);
    expect(values('db_client_connection_max')).toEqual([1]);
    expect(values('db_client_connection_pending_requests')).toEqual([1]);
    release();
    await Promise.all(found);
    expect(values('db_client_connection_count')).toEqual([0, 1]);
    expect(values('db_client_connection_pending_requests')).toEqual([0]);
    expect(waits()).toBe(waitsBefore + 2);
    await expect(watches.all()[0]?.client.ping()).resolves.toEqual({ ok: 1 });
    await client.close();
    expect(values('db_client_connection_count')).toEqual([0, 0]);
    await expect(watches.all()[0]?.client.ping()).rejects.toThrow();
  });

  it('forgets who waited in vain', async () => {
    const { watches, values } = recordDatabases();
    // Of connecting it is the limit as well.
    const { server, client, users } = await open({ maxPoolSize: 1, waitQueueTimeoutMS: 500 });
    watches.add(client);
    await client.connect();
    const release = server.hold('find');
    const found = users.findOne();
    await eventually('it is on its way', () => server.commands.includes('find'));

    await expect(users.findOne()).rejects.toMatchObject({ name: 'MongoWaitQueueTimeoutError' });
    expect(values('db_client_connection_pending_requests')).toEqual([0]);
    release();
    await found;
  });

  it('says what it needs where it was connected before, unless its driver tells of commands already', async () => {
    const { spansOf, watches, said } = recordDatabases();
    const late = await open();
    await late.client.connect();
    watches.add(late.client, { name: 'late' });
    const told = await open({ monitorCommands: true });
    await told.client.connect();
    watches.add(told.client, { name: 'told' });

    expect(await spansOf(() => late.users.findOne())).toEqual([]);
    expect(await spansOf(() => told.users.findOne())).toHaveLength(1);
    expect(said()).toEqual([
      expect.stringMatching(/the client late had connected .* monitorCommands: true \[ASTROLABE_WATCH_LATE\]/),
    ]);
  });

  it('is left alone where mongodb is switched off', async () => {
    const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mongodb' });
    const { client, users } = await open();
    watches.add(client);

    expect(await spansOf(() => users.findOne())).toEqual([]);
  });

  it('answers although a listener of ours throws, and says so once', async () => {
    const { spansOf, watches, said } = recordDatabases();
    const { client, users } = await open();
    client.prependListener('commandStarted', (event) => {
      const hostile = new Proxy(
        {},
        {
          get: () => {
            throw new Error('447700900123');
          },
        },
      );
      Object.defineProperty(event, 'command', { value: hostile });
    });
    watches.add(client);

    expect(await spansOf(async () => expect(await users.findOne()).toBeNull())).toEqual([]);
    expect(said()).toEqual([expect.stringContaining('the listener of commandStarted failed (Error)')]);
  });
});
