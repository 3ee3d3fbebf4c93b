import type { ClientSupport } from '../client-support.js';
import { isClient4, ping4, watchClient4 } from './client-4.js';
import { type Group, isClient, isGroup, watchClient, watchGroup } from './client-5.js';

/**
 * node-redis 4 and later: a client, a pool, a cluster or a sentinel. From 5.12 on they publish their commands
 * themselves, and are only asked how they are.
 */
export const nodeRedis: ClientSupport = (client) => {
  if (isClient(client)) {
    return { library: 'redis', instrument: watchClient(client), pool: undefined, ping: () => client.ping() };
  }
  if (isGroup(client)) {
    return { library: 'redis', instrument: watchGroup(client), pool: poolState(client), ping: () => client.ping() };
  }
  return isClient4(client)
    ? { library: 'redis', instrument: watchClient4(client), pool: undefined, ping: () => ping4(client) }
    : undefined;
};

const poolState = (pool: Group) => {
  const { clientsInUse, idleClients, tasksQueueLength } = pool;
  if ([clientsInUse, idleClients, tasksQueueLength].some((count) => typeof count !== 'number')) return undefined;
  return () => ({
    used: pool.clientsInUse as number,
    idle: pool.idleClients as number,
    pending: pool.tasksQueueLength as number,
    maximum: undefined,
  });
};
