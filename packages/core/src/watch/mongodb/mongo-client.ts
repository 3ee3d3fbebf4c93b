import { declareConnectionWaits } from '../../instrument/databases/connection-waits.js';
import { hearsMongoose, mongoosePublishes } from '../../instrument/databases/mongoose.js';
import type { Core } from '../../plugin.js';
import type { PoolState } from '../client-support.js';
import { type Emitter, listenToEvent } from '../emitter.js';
import { CommandListener } from './command-listener.js';
import { PoolConnections } from './pool-connections.js';

/** What MongoDB's driver has of a client, from version 6 on. */
export interface MongoClient extends Emitter {
  readonly options: MongoClientOptions;
  /** Its setter is taken over by connections that are opened later. */
  monitorCommands: boolean;
  /** There from the moment it connects. */
  readonly topology?: unknown;
  db(name: string): { command(command: object): Promise<unknown> };
  startSession(): unknown;
}

interface MongoClientOptions {
  readonly maxPoolSize?: number;
  readonly driverInfo?: { readonly name?: string; readonly version?: string };
}

interface CheckedOut {
  /** How long that took, in whole milliseconds. */
  readonly durationMS: number;
}

/** Who listens to a client's commands: it is one listener, whoever has named the client, or the connection it is of. */
const listeners = new WeakMap<object, { readonly listener: CommandListener; holders: number }>();

/** One client that is watched: it is told of its commands, its connections, and whether it is there. */
export class WatchedMongoClient {
  private readonly client: MongoClient;
  private readonly connections = new PoolConnections();
  private readonly isOfMongoose: boolean;
  private isSilent = false;

  /** `isOfMongoose`: of mongoose in a version that publishes its operations. */
  constructor(client: MongoClient, isOfMongoose = publishes(client.options.driverInfo)) {
    this.client = client;
    this.isOfMongoose = isOfMongoose;
  }

  /** Has the driver tell of commands, which has to be said before it connects; returns the end of it. */
  prepare(): () => void {
    const { client } = this;
    const unfollow = this.connections.follow(client);
    const { monitorCommands } = client;
    this.isSilent = !monitorCommands && client.topology !== undefined;
    if (!this.isSilent) client.monitorCommands = true;
    return () => {
      unfollow();
      client.monitorCommands = monitorCommands;
    };
  }

  /** Times its commands, except where mongoose tells of the operations that they are of, and its waits for connections. */
  instrument(core: Core, name: string): () => void {
    if (this.isSilent && !this.isOfMongoose) warnOfSilence(core, name);
    const waits = declareConnectionWaits(core.metrics).at(name);
    const ends = [
      this.listenToCommands(core),
      listenToEvent<[CheckedOut]>(this.client, 'connectionCheckedOut', core, ({ durationMS }) => {
        waits.observe(durationMS / 1_000);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  pool(): PoolState {
    return this.connections.state(this.client.options.maxPoolSize);
  }

  ping(): Promise<unknown> {
    return this.client.db('admin').command({ ping: 1 });
  }

  private listenToCommands(core: Core): () => void {
    const { client, isOfMongoose } = this;
    const held = listeners.get(client) ?? {
      listener: new CommandListener(client, core, () => isOfMongoose && hearsMongoose(core)),
      holders: 0,
    };
    held.holders++;
    listeners.set(client, held);
    return () => {
      if (--held.holders > 0) return;
      listeners.delete(client);
      held.listener.stop();
    };
  }
}

/** What mongoose says of itself to the driver, where the bot says nothing else. */
const publishes = ({ name, version = '' }: NonNullable<MongoClientOptions['driverInfo']> = {}): boolean =>
  name === 'Mongoose' && mongoosePublishes(version);

const warnOfSilence = ({ diagnostics }: Core, name: string): void =>
  diagnostics.warnOnce(
    'ASTROLABE_WATCH_LATE',
    `the client ${name} had connected to MongoDB before it was given to watch(), so that its driver tells nothing of its ` +
      'commands; call watch() before it connects, or create it with monitorCommands: true',
  );
