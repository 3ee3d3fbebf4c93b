import mongoose from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { databases } from '../../src/instrument/databases/databases.js';
import { recordOperations } from './recorded-operations.js';

/** Nothing listens at this port: the driver itself fails, and mongoose publishes it. */
const connection = () => {
  const options = { serverSelectionTimeoutMS: 50, bufferCommands: false };
  const created = mongoose.createConnection('mongodb://127.0.0.1:9/bot', options);
  created.on('error', () => undefined);
  onTestFinished(() => created.close());
  return created;
};

it('the operations of a model of mongoose become spans, and nothing of their filters', async () => {
  const { spansOf, counts } = recordOperations([databases()]);
  const User = connection().model('User', new mongoose.Schema({ phone: String }));
  const spans = await spansOf(() => User.findOne({ phone: '447700900123' }).catch(() => undefined));

  expect(spans).toMatchObject([
    {
      name: 'findOne users',
      kind: 2,
      status: 2,
      attributes: { 'db.system.name': 'mongodb', 'db.operation.name': 'findOne', 'db.collection.name': 'users' },
    },
  ]);
  expect(JSON.stringify(spans)).not.toContain('447700900123');
  expect(Object.keys(counts())).toEqual([expect.stringMatching(/^mongodb findOne \w+Error$/)]);
});
