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

it.each([
  ['ioredis: watch(client) for commands, or ioredis 5.11', '/srv/ioredis/built/', 'index.js', 'tracing.js'],
  ['redis: watch(client) for commands, or redis 5.12', '/srv/@redis/client/dist/', 'index.js', 'lib/client/tracing.js'],
  ['mysql2: version 3.20 for queries', '/srv/node_modules/mysql2/', 'promise.js', 'lib/tracing.js'],
])('says "%s" where its version publishes nothing', (remedy, folder, main, tracing) => {
  const windows = (path: string) => `C:${path.replaceAll('/', '\\')}`;
  for (const path of [String, windows]) {
    const elsewhere = path(`/other${folder}${tracing}`);
    expect(unwatchedClients(new Watches(), loaded(path(folder + main), elsewhere))).toEqual([remedy]);
    expect(unwatchedClients(new Watches(), loaded(path(folder + main), path(folder + tracing)))).toEqual([]);
  }
});

it('does not take a file of Sentry for the library that it is named after', () => {
  const sentry = '/srv/node_modules/@sentry/node/build/cjs/integrations/tracing/mysql2/index.js';
  expect(unwatchedClients(new Watches(), loaded(sentry))).toEqual([]);
});

it('names knex in place of its driver, unless all that it stands on publishes its queries', () => {
  const knex = '/srv/knex/lib/index.js';
  const mysql2 = ['/srv/node_modules/mysql2/index.js', '/srv/node_modules/mysql2/lib/tracing.js'];
  expect(unwatchedClients(new Watches(), loaded(knex, PG))).toEqual(['knex: watch(knex) for queries']);
  expect(unwatchedClients(new Watches(), loaded(knex, PG, ...mysql2))).toEqual(['knex: watch(knex) for queries']);
  expect(unwatchedClients(new Watches(), loaded(knex, '/srv/node_modules/mysql2/index.js'))).toEqual([
    'knex: watch(knex) for queries',
  ]);
  expect(unwatchedClients(new Watches(), loaded(knex, ...mysql2))).toEqual([]);
});
