import type { DatabaseCall } from '../../instrument/databases/database.js';
import { KnownDatabases } from '../../instrument/databases/known-databases.js';
import type { Core } from '../../plugin.js';
import { type Emitter, listenToEvent } from '../emitter.js';
import { CommandDetails, operationOf } from './command-details.js';
import { type CommandFailed, type CommandStarted, type CommandSucceeded, failureIn } from './command-events.js';
import { ServerAddresses } from './server-address.js';

/** More than a pool has connections. A listener of the bot's that throws leaves a command without its end. */
const MAX_OPEN = 10_000;

/**
 * Times the commands of one client by what its driver tells of them. It tells that a command has started in the context of
 * whoever asked for it, also where that one has waited for a connection.
 */
export class CommandListener {
  private readonly databases: KnownDatabases;
  private readonly details = new CommandDetails();
  private readonly addresses = new ServerAddresses();
  private readonly open = new Map<number, DatabaseCall>();
  private readonly isToldElsewhere: () => boolean;
  private readonly endStarts: () => void;
  private readonly endAnswers: () => void;
  private stopped = false;

  /** Leaves out what begins while `isToldElsewhere`. */
  constructor(client: Emitter, core: Core, isToldElsewhere: () => boolean) {
    this.databases = new KnownDatabases('mongodb', core);
    this.isToldElsewhere = isToldElsewhere;
    const ends = [
      listenToEvent<[CommandSucceeded]>(client, 'commandSucceeded', core, (event) => this.succeeded(event)),
      listenToEvent<[CommandFailed]>(client, 'commandFailed', core, ({ requestId, failure }) => {
        this.take(requestId)?.fail(failure);
      }),
    ];
    this.endStarts = listenToEvent<[CommandStarted]>(client, 'commandStarted', core, (event) => this.started(event));
    this.endAnswers = () => {
      for (const end of ends) end();
    };
  }

  /** Begins nothing any more, and hears the rest of what has begun. */
  stop(): void {
    this.stopped = true;
    this.endStarts();
    if (this.open.size === 0) this.endAnswers();
  }

  private started(event: CommandStarted): void {
    if (this.isToldElsewhere()) return;
    const { host, port } = this.addresses.at(event.address);
    const database = this.databases.at(host, port, event.databaseName);
    if (this.open.size >= MAX_OPEN) this.forgetOldest();
    this.open.set(event.requestId, database.begin(operationOf(event.commandName), this.details.of(event)));
  }

  private succeeded({ requestId, reply }: CommandSucceeded): void {
    const call = this.take(requestId);
    const failure = call === undefined ? undefined : failureIn(reply);
    if (failure === undefined) call?.end();
    else call?.fail(failure);
  }

  private take(requestId: number): DatabaseCall | undefined {
    const call = this.open.get(requestId);
    this.open.delete(requestId);
    if (this.stopped && this.open.size === 0) this.endAnswers();
    return call;
  }

  private forgetOldest(): void {
    for (const requestId of this.open.keys()) {
      this.open.delete(requestId);
      return;
    }
  }
}
