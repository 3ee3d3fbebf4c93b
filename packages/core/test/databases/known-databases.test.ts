import { expect, it } from 'vitest';
import { KnownDatabases } from '../../src/instrument/databases/known-databases.js';
import type { Core } from '../../src/plugin.js';
import { recordOperations } from './recorded-operations.js';

const begin = async (address: unknown, port: unknown, namespace: unknown) => {
  const { runtime, spansOf } = recordOperations([]);
  const databases = new KnownDatabases('sqlite', runtime as unknown as Core);
  const [span] = await spansOf(async () => databases.at(address, port, namespace).begin('SELECT').end());
  return span?.attributes;
};

it.each([
  ['nothing', undefined, undefined, undefined, {}],
  ['texts that are empty', '', '', '', {}],
  ['an address', 'db', 5_432, undefined, { 'server.address': 'db', 'server.port': 5_432 }],
  ['what is none', {}, -1, Symbol('bot'), {}],
])('a database is known by %s, and its spans say no more', async (_, address, port, namespace, known) => {
  expect(await begin(address, port, namespace)).toEqual({
    'db.system.name': 'sqlite',
    'db.operation.name': 'SELECT',
    ...known,
  });
});
