import { declareConnectionWaits } from '../../instrument/databases/connection-waits.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import type { Core } from '../../plugin.js';
import { replaceOwnMethod } from '../own-method.js';
import { watchedStep } from '../watched-step.js';
import { Commands } from './commands.js';
import { type ClientOptions, SelectedDatabase } from './selected-database.js';

/** A client of node-redis 5. What the bot holds is a view of `_self`, as are those with other command options. */
interface Client {
  readonly _self: Client;
  readonly options?: ClientOptions;
  readonly isOpen?: boolean;
  ping(): Promise<unknown>;
}

/** Clients that come and go: a pool, a cluster, or a sentinel. */
export interface Group {
  readonly _self: Group;
  readonly clientsInUse?: number;
  readonly idleClients?: number;
  readonly tasksQueueLength?: number;
  /** Of a cluster: who finds the client for a key, of a transaction too. */
  readonly _slots?: object;
  ping(): Promise<unknown>;
}

type Work = (client: Client, ...rest: unknown[]) => unknown;

export const isClient = (client: object): client is Client =>
  hasSelf(client) && ['sendCommand', '_executeMulti', '_executePipeline', 'SELECT'].every((name) => has(client, name));

export const isGroup = (client: object): client is Group => hasSelf(client) && executorOf(client) !== undefined;

const hasSelf = (client: object): boolean =>
  typeof (client as Partial<Client>)._self === 'object' && has(client, 'ping');
const has = (client: object, name: string): boolean => typeof (client as Record<string, unknown>)[name] === 'function';
const executorOf = (client: object) => ['execute', '_execute'].find((name) => has(client, name));

/** From 5.12 on. */
const publishes = (client: Client): boolean => '_clientId' in client;

export const watchClient = (client: Client) => (core: Core) =>
  watchOne(client, core, new KnownDatabases('redis', core));

const watchOne = ({ _self }: Client, core: Core, databases: KnownDatabases): (() => void) => {
  if (publishes(_self)) return () => undefined;
  const commands = new Commands(new SelectedDatabase(_self.options, databases), core);
  const ends = [
    replaceOwnMethod(
      _self,
      'sendCommand',
      (original, isActive) =>
        function sendCommand(this: unknown, ...values) {
          return isActive()
            ? commands.command(values[0], () => original.apply(this, values))
            : original.apply(this, values);
        },
    ),
    watchBatches(_self, '_executeMulti', 'MULTI', commands),
    watchBatches(_self, '_executePipeline', 'PIPELINE', commands),
  ];
  return () => {
    for (const end of ends) end();
  };
};

const watchBatches = (client: Client, method: string, operation: 'MULTI' | 'PIPELINE', commands: Commands) =>
  replaceOwnMethod(
    client,
    method,
    (original, isActive) =>
      function executeBatch(this: unknown, ...values) {
        return isActive()
          ? commands.batch(operation, values[0], values[1], () => original.apply(this, values))
          : original.apply(this, values);
      },
  );

/** Its clients are watched when they are first asked for something. */
export const watchGroup = (group: Group) => (core: Core, name: string) => {
  const databases = new KnownDatabases('redis', core);
  const ends = new Map<Client, () => void>();
  const see = (client: unknown) => {
    const self = (client as Partial<Client> | undefined)?._self;
    if (self === undefined || ends.has(self) || !isClient(self)) return;
    for (const [known, end] of ends) {
      if (known.isOpen !== false) continue;
      end();
      ends.delete(known);
    }
    ends.set(self, watchOne(self, core, databases));
  };
  const endWork = watchWork(group._self, core, see, name);
  const endSlots = group._slots === undefined ? undefined : watchSlots(group._slots, core, see);
  return () => {
    endWork();
    endSlots?.();
    for (const end of ends.values()) end();
  };
};

/** Who waits for a client is called by the one who gives it back, in that one's context. */
const watchWork = (group: Group, core: Core, see: (client: unknown) => void, name: string): (() => void) => {
  const { clock, tracer, metrics } = core;
  const waits = group.idleClients === undefined ? undefined : declareConnectionWaits(metrics).at(name);
  const received = (client: Client, startMs: number): void => {
    waits?.observe((clock.nowMs() - startMs) / 1_000);
    see(client);
  };
  return replaceOwnMethod(
    group,
    executorOf(group) as string,
    (original, isActive) =>
      function execute(this: unknown, ...values) {
        const at = values.findIndex((value) => typeof value === 'function');
        if (at < 0 || !isActive()) return original.apply(this, values);
        const work = values[at] as Work;
        const scope = tracer.active();
        const startMs = clock.nowMs();
        const timed: Work = (client, ...rest) => {
          watchedStep('a client of a pool of redis', core, received, client, startMs);
          return scope === undefined ? work(client, ...rest) : tracer.run(scope, () => work(client, ...rest));
        };
        return original.apply(this, values.with(at, timed));
      },
  );
};

/** Until 5.8 it is the client that is found, and with the number of its slot from then on. */
const watchSlots = (slots: object, core: Core, see: (client: unknown) => void): (() => void) | undefined => {
  const method = ['getClientAndSlotNumber', 'getClient'].find((name) => has(slots, name));
  if (method === undefined) return undefined;
  return replaceOwnMethod(
    slots,
    method,
    (original) =>
      async function findClient(this: unknown, ...values) {
        const found = await original.apply(this, values);
        const client = (found as { readonly client?: unknown } | undefined)?.client ?? found;
        watchedStep('a client of a cluster of redis', core, see, client);
        return found;
      },
  );
};
