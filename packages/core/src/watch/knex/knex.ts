import type { ClientSupport } from '../client-support.js';
import { type Knex, watchQueries } from './queries.js';

const PING = 'SELECT 1';
const PING_OF_ORACLE = 'SELECT 1 FROM DUAL';

/** knex, with any driver. */
export const knex: ClientSupport = (client) =>
  isKnex(client)
    ? { library: 'knex', instrument: watchQueries(client), pool: poolState(client), ping: () => ping(client) }
    : undefined;

const isKnex = (client: object): client is Knex => {
  const { raw, on, removeListener, client: dialect } = client as Readonly<Record<string, unknown>>;
  const isComplete = [raw, on, removeListener].every((method) => typeof method === 'function');
  return isComplete && typeof dialect === 'object' && dialect !== null && 'dialect' in dialect;
};

const ping = (knex: Knex): Promise<unknown> =>
  Promise.resolve(knex.raw(knex.client.dialect === 'oracle' ? PING_OF_ORACLE : PING));

/** Of a pool of knex's own; a driver's, which was handed to knex, is to be watched itself. */
const poolState = ({ client }: Knex) =>
  typeof client.pool?.numUsed !== 'function'
    ? undefined
    : () => ({
        used: client.pool?.numUsed?.() ?? 0,
        idle: client.pool?.numFree?.() ?? 0,
        pending: client.pool?.numPendingAcquires?.() ?? 0,
        maximum: client.pool?.max,
      });
