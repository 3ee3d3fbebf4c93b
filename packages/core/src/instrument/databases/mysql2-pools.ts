import type { HistogramSeries } from '../../metrics/histogram.js';
import type { Core } from '../../plugin.js';
import type { ActiveContext } from '../../tracing/active-context.js';
import { listen } from '../channel.js';
import { type ConnectionWaits, declareConnectionWaits } from './connection-waits.js';
import type { Database } from './database.js';
import type { KnownDatabases } from './known-databases.js';

/** What mysql2 publishes of a connection that a pool is asked for: one object, from the question to the answer. */
interface PoolConnect {
  readonly database: string;
  readonly serverAddress: string;
  readonly serverPort: number | undefined;
  readonly error?: unknown;
}

interface Wait {
  readonly startMs: number;
  /** Of who asked. */
  readonly context: ActiveContext | undefined;
  /** Of who gave the connection back, and calls the one who asked. */
  caller: ActiveContext | undefined;
}

/**
 * Times how long mysql2's pools take to give a connection, and answers whoever has waited in the context of the question:
 * else the query would belong to the request that gave the connection back.
 */
export const listenToPools = (core: Core, databases: KnownDatabases): (() => void) => {
  const { clock, tracer } = core;
  /** Of this listener alone. */
  const WAIT = Symbol('astrolabe.wait');
  type Watched = PoolConnect & { [WAIT]?: Wait };
  const waits = new PoolWaits(declareConnectionWaits(core.metrics));
  const ends = [
    listen<Watched>('tracing:mysql2:pool:connect:start', core, (message) => {
      message[WAIT] = { startMs: clock.nowMs(), context: tracer.context(), caller: undefined };
    }),
    listen<Watched>('tracing:mysql2:pool:connect:asyncStart', core, (message) => {
      const wait = message[WAIT];
      if (wait === undefined) return;
      const { serverAddress, serverPort, database, error } = message;
      const seconds = (clock.nowMs() - wait.startMs) / 1_000;
      if (error === undefined) waits.of(databases.at(serverAddress, serverPort, database)).observe(seconds);
      wait.caller = tracer.context();
      if (wait.caller !== wait.context) tracer.enter(wait.context);
    }),
    listen<Watched>('tracing:mysql2:pool:connect:asyncEnd', core, ({ [WAIT]: wait }) => {
      if (wait !== undefined && wait.caller !== wait.context) tracer.enter(wait.caller);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};

/** A pool of mysql2 has no name, so its database is one, as OpenTelemetry's conventions have it. */
class PoolWaits {
  private readonly waits: ConnectionWaits;
  private readonly series = new Map<Database, HistogramSeries>();

  constructor(waits: ConnectionWaits) {
    this.waits = waits;
  }

  of(database: Database): HistogramSeries {
    const known = this.series.get(database) ?? this.waits.at(database.poolName);
    this.series.set(database, known);
    return known;
  }
}
