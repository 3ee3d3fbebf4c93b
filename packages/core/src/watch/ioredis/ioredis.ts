import { commandName } from '../../instrument/databases/command-name.js';
import type { DatabaseCall } from '../../instrument/databases/database.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import type { Core } from '../../plugin.js';
import type { ClientSupport } from '../client-support.js';
import { replaceOwnMethod } from '../own-method.js';
import { endCall, failCall } from '../timed-call.js';
import { watchedStep } from '../watched-step.js';

/** A client of ioredis, or a cluster of them. */
interface Client {
  readonly options: ServerOptions;
  /** The database that is selected on the connection. */
  readonly condition?: { readonly select?: number } | null;
  /** Of a cluster: where it was told to look for the others. */
  readonly startupNodes?: readonly unknown[];
  nodes?(): readonly object[];
  ping(): Promise<unknown>;
  sendCommand(command: Command): unknown;
}

interface ServerOptions {
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  readonly db?: number;
}

/** One command, which is told of its answer by these, however often it is sent. */
interface Command {
  readonly name: string;
  resolve(value: unknown): unknown;
  reject(error: unknown): unknown;
  /** What `resolve` was when we began to time it. */
  [TIMED]?: unknown;
}

const TIMED = Symbol('astrolabe.timed');

/** ioredis 4 and 5, a single client or a cluster. Those that publish their commands themselves are only asked how they are. */
export const ioredis: ClientSupport = (client) =>
  isClient(client)
    ? { library: 'ioredis', instrument: watchCommands(client), pool: undefined, ping: () => client.ping() }
    : undefined;

const isClient = (client: object): client is Client => {
  const { sendCommand, pipeline, duplicate, ping } = client as Readonly<Record<string, unknown>>;
  return [sendCommand, pipeline, duplicate, ping].every((method) => typeof method === 'function') && 'status' in client;
};

/** From 5.11 on a client tells the channels; of a cluster, its nodes do. */
const publishes = (client: Client): boolean | undefined => {
  if (client.nodes === undefined) return '_buildCommandContext' in client;
  const [node] = client.nodes();
  return node && '_buildCommandContext' in node;
};

/** Everything passes by `sendCommand`: commands, those of a pipeline, and those that wait for a connection, twice. */
const watchCommands = (client: Client) => (core: Core) => {
  const databases = new KnownDatabases('redis', core);
  let isSeen = publishes(client);
  return replaceOwnMethod(
    client,
    'sendCommand',
    (original, isActive) =>
      function sendCommand(this: unknown, ...values) {
        isSeen ??= publishes(client);
        const command = values[0] as Command;
        if (isSeen === false && isActive() && command[TIMED] !== command.resolve) {
          watchedStep('watching a command of ioredis', core, begin, client, command, core, databases);
        }
        return original.apply(this, values);
      },
  );
};

const begin = (client: Client, command: Command, core: Core, databases: KnownDatabases): void => {
  const { path, host, port, db } = serverOf(client);
  const selected = client.condition?.select ?? db ?? 0;
  const database =
    path === undefined
      ? databases.at(host ?? 'localhost', port ?? 6_379, selected)
      : databases.at(path, undefined, selected);
  time(command, database.begin(commandName(command.name)), core);
};

/** A cluster is known by the first of the addresses that it was given. */
const serverOf = ({ options, startupNodes }: Client): ServerOptions => {
  if (startupNodes === undefined) return options;
  const [first] = startupNodes;
  return typeof first === 'object' && first !== null ? first : {};
};

/**
 * By the functions that the answer is told to, and not by the promise: one that nobody handles would be handled by us,
 * and the bot's process would go on where it was to end.
 */
const time = (command: Command, call: DatabaseCall, core: Core): void => {
  const { resolve, reject } = command;
  command.resolve = (value) => {
    endCall(call, core);
    return resolve.call(command, value);
  };
  command.reject = (error) => {
    failCall(call, error, core);
    return reject.call(command, error);
  };
  command[TIMED] = command.resolve;
};
