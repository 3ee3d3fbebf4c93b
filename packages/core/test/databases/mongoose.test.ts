import { createRequire } from 'node:module';
import mongoose9 from 'mongoose';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MongoServer } from './mongo-server.js';
import { recordDatabases } from './recorded-operations.js';

type Mongoose = typeof mongoose9;

/** Its types are those of a module named `mongoose`, which is another one here. */
const mongoose8: Mongoose = createRequire(import.meta.url)('mongoose8');

let server: MongoServer;
beforeAll(async () => {
  server = await MongoServer.start();
});

/** A mongoose of its own, so that what one test watches is not another's. */
const create = (version: '8' | '9'): Mongoose => {
  const created = new (version === '8' ? mongoose8 : mongoose9).Mongoose();
  onTestFinished(async () => {
    await created.disconnect();
  });
  return created;
};

const usersOf = ({ connection, Schema }: Mongoose) =>
  connection.model('User', new Schema({ phone: String }, { autoCreate: false, autoIndex: false }));

describe('mongoose 9', () => {
  it('makes a span of each operation of a model, and nothing of its documents and filters', async () => {
    const { spansOf, counts } = recordDatabases();
    const mongoose = create('9');
    await mongoose.connect(server.url);
    const User = usersOf(mongoose);
    const spans = await spansOf(async () => {
      await User.create({ phone: '447700900123' });
      await User.insertMany([{ phone: '1' }, { phone: '2' }]);
      await User.findOne({ phone: '447700900123' });
      await User.aggregate([{ $match: { phone: '447700900123' } }]);
      await User.deleteMany({});
    });

    expect(spans.map(({ name }) => name)).toEqual([
      'save users',
      'insertMany users',
      'findOne users',
      'aggregate users',
      'deleteMany users',
    ]);
    expect(spans[2]).toEqual({
      name: 'findOne users',
      kind: 2,
      status: 0,
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': 'findOne',
        'db.collection.name': 'users',
        'db.namespace': 'bot',
        'server.address': '127.0.0.1',
        'server.port': server.port,
      },
    });
    expect(JSON.stringify(spans)).not.toContain('447700900123');
    expect(counts()).toMatchObject({ 'mongodb save': 1, 'mongodb findOne': 1 });
  });

  it('fails by the code of the server, or by the class of the error', async () => {
    const { spansOf, counts } = recordDatabases();
    const mongoose = create('9');
    await mongoose.connect(server.url);
    const User = usersOf(mongoose);
    const spans = await spansOf(async () => {
      const { _id } = await User.create({ phone: '1' });
      await User.create({ _id, phone: '2' }).catch(() => undefined);
      await User.findOne({ _id: 'none' }).catch(() => undefined);
    });

    expect(spans.map(({ name, status, attributes }) => [name, status, attributes['error.type']])).toEqual([
      ['save users', 0, undefined],
      ['save users', 2, '11000'],
      ['findOne users', 2, 'CastError'],
    ]);
    expect(counts()).toMatchObject({ 'mongodb save 11000': 1, 'mongodb findOne CastError': 1 });
  });

  it('fails where no server answers', async () => {
    const { spansOf } = recordDatabases();
    const mongoose = create('9');
    const connecting = mongoose.connect('mongodb://127.0.0.1:9/bot', {
      serverSelectionTimeoutMS: 50,
      bufferCommands: false,
    });
    const spans = await spansOf(() =>
      usersOf(mongoose)
        .findOne()
        .catch(() => undefined),
    );
    await expect(connecting).rejects.toThrow();

    expect(spans).toMatchObject([{ name: 'findOne users', status: 2 }]);
  });

  it('tells each operation once, also where it, or the client of its driver, is watched', async () => {
    const { spansOf, watches, values, said } = recordDatabases();
    const mongoose = create('9');
    watches.add(mongoose);
    await mongoose.connect(server.url, { monitorCommands: true });
    watches.add(mongoose.connection.getClient());
    const User = usersOf(mongoose);

    expect((await spansOf(() => User.findOne().exec())).map(({ name }) => name)).toEqual(['findOne users']);
    expect(values('db_client_connection_count')).toEqual([0, 1, 0, 1]);
    await expect(watches.all()[0]?.client.ping()).resolves.toEqual({ ok: 1 });
    expect(said()).toEqual([]);
  });

  it('tells each operation once, whatever the bot calls its driver', async () => {
    const { spansOf, watches } = recordDatabases();
    const mongoose = create('9');
    watches.add(mongoose);
    await mongoose.connect(server.url, { monitorCommands: true, driverInfo: { name: 'bot' } });
    const User = usersOf(mongoose);

    expect((await spansOf(() => User.findOne().exec())).map(({ name }) => name)).toEqual(['findOne users']);
  });

  it('leaves its commands to its driver where it is switched off itself', async () => {
    const { spansOf, watches } = recordDatabases({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'mongoose' });
    const mongoose = create('9');
    await mongoose.connect(server.url, { monitorCommands: true });
    watches.add(mongoose.connection.getClient());
    const User = usersOf(mongoose);

    expect((await spansOf(() => User.findOne().exec())).map(({ name }) => name)).toEqual(['find users']);
  });
});

describe('a watched mongoose 8', () => {
  it('makes a span of each command, its gauges and its check, although it is named before it connects', async () => {
    const { spansOf, counts, watches, values } = recordDatabases();
    const mongoose = create('8');
    watches.add(mongoose, { name: 'main' });
    await expect(watches.all()[0]?.client.ping()).rejects.toThrow('has not been opened');
    expect(values('db_client_connection_count')).toEqual([0, 0]);
    await mongoose.connect(server.url);
    const User = usersOf(mongoose);
    const spans = await spansOf(async () => {
      await User.create({ phone: '447700900123' });
      await User.findOne({ phone: '447700900123' });
    });

    expect(spans.map(({ name }) => name)).toEqual(['insert users', 'find users']);
    expect(JSON.stringify(spans)).not.toContain('447700900123');
    expect(counts()).toEqual({ 'mongodb insert': 1, 'mongodb find': 1 });
    expect(values('db_client_connection_count')).toEqual([0, 1]);
    await expect(watches.all()[0]?.client.ping()).resolves.toEqual({ ok: 1 });
  });

  it('is seen as well when it has disconnected and connects again, with the options of the bot', async () => {
    const { spansOf, watches } = recordDatabases();
    const mongoose = create('8');
    watches.add(mongoose);
    await mongoose.connect(server.url, { maxPoolSize: 3 });
    await mongoose.disconnect();
    await mongoose.connect(server.url, { maxPoolSize: 3 });
    const User = usersOf(mongoose);

    expect(await spansOf(() => User.findOne().exec())).toHaveLength(1);
    expect(watches.all()[0]?.client.pool?.().maximum).toBe(3);
  });

  it('is one connection where that is what its owner names', async () => {
    const { spansOf, watches } = recordDatabases();
    const mongoose = create('8');
    const [watched, other] = [mongoose.createConnection(), mongoose.createConnection()];
    watches.add(watched);
    await Promise.all([watched.openUri(server.url), other.openUri(server.url)]);

    expect(await spansOf(async () => watched.collection('users').findOne())).toHaveLength(1);
    expect(await spansOf(async () => other.collection('users').findOne())).toEqual([]);
  });

  it('tells each command once where the client of its driver is watched too, and until the last of them ends', async () => {
    const { spansOf, watches } = recordDatabases();
    const mongoose = create('8');
    const endFirst = watches.add(mongoose);
    await mongoose.connect(server.url);
    const endSecond = watches.add(mongoose.connection.getClient());
    const User = usersOf(mongoose);

    expect(await spansOf(() => User.findOne().exec())).toHaveLength(1);
    endFirst();
    expect(await spansOf(() => User.findOne().exec())).toHaveLength(1);
    endSecond();
    expect(await spansOf(() => User.findOne().exec())).toEqual([]);
  });

  it('is left as it was at the end', async () => {
    const { spansOf, watches } = recordDatabases();
    const mongoose = create('8');
    const before = mongoose.connection.eventNames();
    const end = watches.add(mongoose);
    end();
    await mongoose.connect(server.url);

    expect(Object.hasOwn(mongoose.connection, 'openUri')).toBe(false);
    expect(mongoose.connection.eventNames()).toEqual(before);
    expect(mongoose.connection.getClient().options.monitorCommands).toBe(false);
    expect(await spansOf(() => usersOf(mongoose).findOne().exec())).toEqual([]);
  });

  it('says what it needs where it was connected before', async () => {
    const { watches, said } = recordDatabases();
    const mongoose = create('8');
    await mongoose.connect(server.url);
    watches.add(mongoose);

    expect(said()).toEqual([expect.stringMatching(/the client mongoose had connected .*\[ASTROLABE_WATCH_LATE\]/)]);
  });
});
