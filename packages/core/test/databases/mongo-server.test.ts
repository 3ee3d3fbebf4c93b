import * as mongodb7 from 'mongodb';
import * as mongodb6 from 'mongodb6';
import { expect, it, onTestFinished } from 'vitest';
import { CLOSE, MongoServer } from './mongo-server.js';

interface User {
  _id: string;
  phone?: string;
}

const DRIVERS = [
  ['6', mongodb6 as unknown as typeof mongodb7],
  ['7', mongodb7],
] as const;

const connect = async ({ MongoClient }: typeof mongodb7) => {
  const server = await MongoServer.start();
  const client = new MongoClient(server.url, { retryReads: false, retryWrites: false });
  onTestFinished(() => client.close());
  await client.connect();
  return { server, client, users: client.db().collection<User>('users') };
};

it.each(DRIVERS)('answers what the driver %s writes and reads', async (_, driver) => {
  const { server, client, users } = await connect(driver);
  await users.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }]);
  await users.updateOne({ _id: 'a' }, { $set: { phone: '1' } });
  await users.updateOne({ _id: 'd' }, { $set: { phone: '2' } }, { upsert: true });
  await users.deleteOne({ _id: 'b' });

  expect(await users.find({}, { batchSize: 1 }).toArray()).toEqual([
    { _id: 'a', phone: '1' },
    { _id: 'c' },
    { _id: 'd', phone: '2' },
  ]);
  expect(await users.countDocuments({ phone: '1' })).toBe(1);
  expect(await users.findOneAndUpdate({ _id: 'c' }, { $set: { phone: '3' } })).toEqual({ _id: 'c' });
  expect(await client.db().command({ ping: 1 })).toEqual({ ok: 1 });
  expect(server.commands).toContain('getMore');
});

it.each(DRIVERS)('gives up the cursors that the driver %s gives up', async (_, driver) => {
  const { server, users } = await connect(driver);
  await users.insertMany([{ _id: 'a' }, { _id: 'b' }]);
  const cursor = users.find({}, { batchSize: 1 });
  await cursor.next();

  expect(server.openCursors).toBe(1);
  await cursor.close();
  expect(server.openCursors).toBe(0);
});

it.each(DRIVERS)('refuses as MongoDB does, so that the driver %s knows the refusal', async (_, driver) => {
  const { server, client, users } = await connect(driver);
  await users.insertOne({ _id: 'a' });
  const release = server.hold('find');
  onTestFinished(release);

  await expect(users.insertOne({ _id: 'a' })).rejects.toMatchObject({ name: 'MongoServerError', code: 11_000 });
  await expect(client.db().command({ conjure: 1 })).rejects.toMatchObject({ codeName: 'CommandNotFound' });
  await expect(users.find({}, { maxTimeMS: 5 }).toArray()).rejects.toMatchObject({ codeName: 'MaxTimeMSExpired' });
});

it.each(DRIVERS)('loses the connection of the driver %s in the middle of a query', async (_, driver) => {
  const { server, users } = await connect(driver);
  const end = server.answer('find', () => CLOSE);

  await expect(users.findOne()).rejects.toMatchObject({ name: 'MongoNetworkError' });
  end();
  expect(await users.findOne()).toBeNull();
});
