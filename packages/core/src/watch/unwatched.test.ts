import { expect, it } from 'vitest';
import { unwatchedClients } from './unwatched.js';
import { Watches } from './watches.js';

const pool = { totalCount: 0, idleCount: 0, waitingCount: 0, options: {}, query: () => undefined };

it.each(['/srv/bot/node_modules/pg/lib/index.js', 'C:\\bot\\node_modules\\pg\\lib\\index.js'])(
  'says that pg is loaded from %s and not watched',
  (file) => {
    expect(unwatchedClients(new Watches(), [file])).toEqual(['pg: watch(pool) for queries']);
  },
);

it('says nothing of pg where one is watched, or where there is none', () => {
  const watches = new Watches();
  expect(unwatchedClients(watches, ['/srv/bot/node_modules/my-pg/lib/index.js'])).toEqual([]);
  watches.add(pool);

  expect(unwatchedClients(watches, ['/srv/bot/node_modules/pg/lib/index.js'])).toEqual([]);
});
