import type { Core } from '../../plugin.js';
import { Database } from './database.js';
import { declareOperationDurations, type OperationDurations } from './database-metrics.js';

/** A bot that calls more databases than these has made their names up; all further ones are one. */
const MAX_DATABASES = 100;

/** The databases of one system that the bot calls, by where they are. */
export class KnownDatabases {
  private readonly system: string;
  private readonly core: Core;
  private readonly durations: OperationDurations;
  private readonly byAddress = new Map<unknown, Map<unknown, Map<unknown, Database>>>();
  private count = 0;
  private other: Database | undefined = undefined;

  constructor(system: string, core: Core) {
    this.system = system;
    this.core = core;
    this.durations = declareOperationDurations(core.metrics);
  }

  /** Two look-ups and a third, without making a key of them. */
  at(address: unknown, port: unknown, namespace: unknown): Database {
    return this.byAddress.get(address)?.get(port)?.get(namespace) ?? this.add(address, port, namespace);
  }

  private add(address: unknown, port: unknown, namespace: unknown): Database {
    if (this.count >= MAX_DATABASES) {
      this.other ??= this.create('(other)', undefined, '');
      return this.other;
    }
    this.count++;
    const created = this.create(address, port, namespace);
    const ports = this.byAddress.get(address) ?? new Map<unknown, Map<unknown, Database>>();
    const namespaces = ports.get(port) ?? new Map<unknown, Database>();
    this.byAddress.set(address, ports);
    ports.set(port, namespaces);
    namespaces.set(namespace, created);
    return created;
  }

  private create(address: unknown, port: unknown, namespace: unknown): Database {
    const number = Number(port);
    const identity = {
      system: this.system,
      namespace: textOf(namespace),
      address: textOf(address),
      port: Number.isInteger(number) && number > 0 ? number : undefined,
    };
    return new Database(identity, this.durations, this.core);
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 255) : '';
