import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import type { Core } from '../../plugin.js';
import { replaceOwnMethod } from '../own-method.js';
import { Commands } from './commands.js';
import { moduleMethods, ownMethods } from './methods-4.js';
import { type ClientOptions, SelectedDatabase } from './selected-database.js';

/** A client or a cluster of node-redis 4. */
interface Client {
  readonly options?: ClientOptions & { readonly legacyMode?: boolean };
  /** Not of a cluster. */
  ping?(): Promise<unknown>;
  sendCommand(...values: readonly unknown[]): Promise<unknown>;
}

type Method = (this: unknown, ...values: unknown[]) => unknown;

/** Not in the mode in which it answers as node-redis 3 did. */
export const isClient4 = (client: object): client is Client =>
  ['commandsExecutor', 'sendCommand', 'executeScript'].every(
    (name) => typeof (client as Readonly<Record<string, unknown>>)[name] === 'function',
  ) && (client as Client).options?.legacyMode !== true;

/** A cluster is asked by any of its nodes. */
export const ping4 = (client: Client): Promise<unknown> =>
  client.ping === undefined ? client.sendCommand(undefined, true, ['PING']) : client.ping();

/** A cluster sends all of its commands by `sendCommand`, and its transactions by what nobody else can reach. */
export const watchClient4 = (client: Client) => (core: Core) => {
  const commands = new Commands(new SelectedDatabase(client.options, new KnownDatabases('redis', core)), core);
  const ends = [watchSending(client, commands), ...('multiExecutor' in client ? watchSingle(client, commands) : [])];
  return () => {
    for (const end of ends) end();
  };
};

const watchSending = (client: Client, commands: Commands) =>
  watch(client, 'sendCommand', (values, ask) => commands.command(values.find(Array.isArray), ask));

/** A single client sends its commands by what nobody else can reach, so each of its methods is watched. */
const watchSingle = (client: Client, commands: Commands): (() => void)[] => [
  watchMethods(client, ownMethods(client), commands),
  ...moduleMethods(client).map(([holder, methods]) => watchMethods(holder, methods, commands)),
  ...['select', 'SELECT'].map((name) =>
    watch(client, name, (values, ask) => commands.command(['SELECT', values.at(-1)], ask)),
  ),
  watch(client, 'multiExecutor', ([batch, selected, chain], ask) =>
    commands.batch(chain === undefined ? 'PIPELINE' : 'MULTI', batch, selected, ask),
  ),
];

const watch = (client: Client, name: string, time: (values: unknown[], ask: () => unknown) => unknown): (() => void) =>
  replaceOwnMethod(
    client,
    name,
    (original, isActive) =>
      function timed(this: unknown, ...values) {
        const ask = () => original.apply(this, values);
        return isActive() ? time(values, ask) : ask();
      },
  );

/** Some six hundred methods are put between the object and its class, and not on the object. */
const watchMethods = (holder: object, methods: ReadonlyMap<string, string>, commands: Commands): (() => void) => {
  const original = Object.getPrototypeOf(holder) as Record<string, Method>;
  const watched = Object.create(original) as Record<string, Method>;
  let active = true;
  for (const [name, operation] of methods) {
    const method = original[name] as Method;
    watched[name] = function timed(...values) {
      const ask = () => method.apply(this, values);
      return active ? commands.named(operation, ask) : ask();
    };
  }
  Object.setPrototypeOf(holder, watched);
  return () => {
    active = false;
    if (Object.getPrototypeOf(holder) === watched) Object.setPrototypeOf(holder, original);
  };
};
