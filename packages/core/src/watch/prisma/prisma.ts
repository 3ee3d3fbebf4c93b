import type { ClientSupport } from '../client-support.js';
import { type AdapterFactory, isAdapterFactory } from './driver-adapter.js';
import { watchedAdapter } from './watched-adapter.js';

interface PrismaClient {
  $queryRawUnsafe(statement: string): Promise<unknown>;
  /** What it was created with. */
  readonly _engineConfig?: { readonly adapter?: unknown };
}

/** The adapter whose driver keeps a pool that can be asked how it is. */
const WITH_POOL = '@prisma/adapter-pg';

/** Prisma's client from version 7 on, by its driver adapter; one that extends it as well. */
export const prisma: ClientSupport = (client) => {
  const adapter = isPrismaClient(client) ? client._engineConfig?.adapter : undefined;
  return isPrismaClient(client) && isAdapterFactory(adapter) ? supportOf(client, adapter) : undefined;
};

const supportOf = (client: PrismaClient, adapter: AdapterFactory): ReturnType<ClientSupport> => {
  const watched = watchedAdapter(adapter);
  return {
    library: 'prisma',
    prepare: () => watched.follow(),
    instrument: (core, name) => watched.instrument(core, name),
    pool: adapter.adapterName === WITH_POOL ? () => watched.pool() : undefined,
    ping: async () => {
      const answer = await client.$queryRawUnsafe('SELECT 1');
      watched.answered();
      return answer;
    },
  };
};

const isPrismaClient = (client: object): client is PrismaClient => {
  const { $connect, $queryRawUnsafe } = client as Partial<Record<string, unknown>>;
  return typeof $connect === 'function' && typeof $queryRawUnsafe === 'function';
};
