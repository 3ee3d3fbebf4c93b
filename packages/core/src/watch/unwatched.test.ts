import { expect, it } from 'vitest';
import { unwatchedClients } from './unwatched.js';
import { Watches } from './watches.js';

const pool = { totalCount: 0, idleCount: 0, waitingCount: 0, options: {}, query: () => undefined };
const PG = '/srv/bot/node_modules/pg/lib/index.js';
const MONGODB = '/srv/bot/node_modules/mongodb/lib/index.js';
const MONGOOSE = '/srv/bot/node_modules/mongoose/lib/index.js';
const PRISMA = '/srv/bot/node_modules/@prisma/client/runtime/client.js';

const loaded = (...files: readonly string[]) => Object.fromEntries(files.map((file) => [file, { exports: {} }]));

it.each([PG, 'C:\\bot\\node_modules\\pg\\lib\\index.js'])('says that pg is loaded from %s and not watched', (file) => {
  expect(unwatchedClients(new Watches(), loaded(file))).toEqual(['pg: watch(pool) for queries']);
});

it('says nothing of pg where one is watched, or where there is none', () => {
  const watches = new Watches();
  expect(unwatchedClients(watches, loaded('/srv/bot/node_modules/my-pg/lib/index.js'))).toEqual([]);
  watches.add(pool);

  expect(unwatchedClients(watches, loaded(PG))).toEqual([]);
});

it('names the library that the bot speaks to, and not the driver that it brings', () => {
  expect(unwatchedClients(new Watches(), loaded(MONGODB))).toEqual(['mongodb: watch(client) before it connects']);
  expect(unwatchedClients(new Watches(), loaded(MONGODB, MONGOOSE))).toEqual([
    'mongoose: watch(mongoose) before it connects, or mongoose 9.7',
  ]);
  expect(unwatchedClients(new Watches(), loaded(PG, PRISMA))).toEqual(['prisma: watch(prisma) before its first query']);
});

it.each([
  ['8.24.10', 1],
  ['9.6.9', 1],
  ['9.7.0', 0],
  ['10.0.0', 0],
])('asks to watch mongoose %s only where it publishes nothing', (version, gaps) => {
  expect(unwatchedClients(new Watches(), { [MONGOOSE]: { exports: { version } } })).toHaveLength(gaps);
});
