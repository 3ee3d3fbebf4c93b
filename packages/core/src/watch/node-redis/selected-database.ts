import type { Database } from '../../instrument/databases/database.js';
import type { KnownDatabases } from '../../instrument/databases/known-databases.js';

/** What a client of node-redis was given; a cluster keeps it to itself. */
export interface ClientOptions {
  readonly socket?: { readonly path?: string; readonly host?: string; readonly port?: number };
  readonly database?: number;
}

/** Where the commands of a client go: where its options say, and to the database that it has selected since. */
export class SelectedDatabase {
  private readonly databases: KnownDatabases;
  private readonly address: string;
  private readonly port: number | undefined;
  private number: number;

  constructor(options: ClientOptions | undefined, databases: KnownDatabases) {
    const { path, host = 'localhost', port = 6_379 } = options?.socket ?? {};
    this.databases = databases;
    this.address = path ?? host;
    this.port = path === undefined ? port : undefined;
    this.number = options?.database ?? 0;
  }

  get current(): Database {
    return this.databases.at(this.address, this.port, this.number);
  }

  /** After a `SELECT` that succeeded. */
  select(number: unknown): void {
    const selected = Number(number);
    if (Number.isInteger(selected)) this.number = selected;
  }
}
