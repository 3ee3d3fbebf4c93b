import type { DatabaseCall } from '../../instrument/databases/database.js';
import { QueryText } from '../../instrument/databases/query-text.js';
import { operationOf } from '../../instrument/databases/sql/operation.js';
import type { Core } from '../../plugin.js';
import { NO_CONNECTIONS, type PoolState } from '../client-support.js';
import { replaceOwnMethod } from '../own-method.js';
import { isTimed, pg } from '../pg/pg.js';
import { timeCall } from '../timed-call.js';
import { watchedStep } from '../watched-step.js';
import { type AdapterDatabase, databaseOf } from './adapter-database.js';
import type { Adapter, AdapterFactory, Queryable, Statement } from './driver-adapter.js';

/** Who has named a client of it. */
interface Watcher {
  readonly core: Core;
  readonly name: string;
}

/** Prisma's clients and those that extend them share an adapter, which is watched once. */
const watchedAdapters = new WeakMap<AdapterFactory, WatchedAdapter>();

export const watchedAdapter = (factory: AdapterFactory): WatchedAdapter => {
  const watched = watchedAdapters.get(factory) ?? new WatchedAdapter(factory);
  watchedAdapters.set(factory, watched);
  return watched;
};

/** A driver adapter, by way of which all statements of a client of Prisma go: in the context of whoever asked. */
class WatchedAdapter {
  private readonly factory: AdapterFactory;
  private readonly watchers: Watcher[] = [];
  private followers = 0;
  private restore: (() => void) | undefined = undefined;
  /** The one that is connected; a client that connects again has another. */
  private adapter: Adapter | undefined = undefined;
  private end: (() => void) | undefined = undefined;

  constructor(factory: AdapterFactory) {
    this.factory = factory;
  }

  /** Waits for it to connect; returns the end of it. */
  follow(): () => void {
    if (this.followers++ === 0) this.restore = this.followConnections();
    return () => {
      if (--this.followers > 0) return;
      this.restore?.();
      this.adapter = undefined;
    };
  }

  /** Times its statements; returns the end of it. */
  instrument(core: Core, name: string): () => void {
    const watcher = { core, name };
    this.watchers.push(watcher);
    this.begin();
    return () => {
      this.watchers.splice(this.watchers.indexOf(watcher), 1);
      if (this.watchers.length === 0) this.stop();
    };
  }

  /** Its client has got an answer, and so it is connected: if nobody has seen it connect, it was before. */
  answered(): void {
    const [watcher] = this.watchers;
    if (watcher === undefined || this.adapter !== undefined) return;
    watcher.core.diagnostics.warnOnce(
      'ASTROLABE_WATCH_LATE',
      `the client ${watcher.name} had connected by Prisma before it was given to watch(), so that its statements are not ` +
        'seen; call watch() before its first query',
    );
  }

  pool(): PoolState {
    const driver = this.adapter?.underlyingDriver?.();
    const supported = typeof driver === 'object' && driver !== null ? pg(driver) : undefined;
    return supported?.pool?.() ?? NO_CONNECTIONS;
  }

  private followConnections(): () => void {
    return replaceOwnMethod(this.factory, 'connect', (original, isActive) => {
      const connected = (adapter: Adapter): Adapter => {
        if (!isActive()) return adapter;
        this.stop();
        this.adapter = adapter;
        this.begin();
        return adapter;
      };
      return async (...values) => connected((await original.apply(this.factory, values)) as Adapter);
    });
  }

  private begin(): void {
    const [watcher] = this.watchers;
    const { adapter } = this;
    if (watcher === undefined || adapter === undefined || this.end !== undefined) return;
    const { core } = watcher;
    try {
      this.end = watchStatements(adapter, databaseOf(this.factory.provider, adapter, core), core);
    } catch (error) {
      core.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'watching an adapter of Prisma', error);
    }
  }

  private stop(): void {
    this.end?.();
    this.end = undefined;
  }
}

const watchStatements = (adapter: Adapter, target: AdapterDatabase, core: Core): (() => void) => {
  const begin: Begin = (statement) =>
    isTimed(adapter.underlyingDriver?.()) ? undefined : beginStatement(target, statement);
  const timed = (on: object, beginOne: Begin): Replace => timedBy(core, on, beginOne);
  const timeQueries = (queryable: Queryable, beginOne: Begin) =>
    ['queryRaw', 'executeRaw'].map((method) => replaceOwnMethod(queryable, method, timed(queryable, beginOne)));
  const ends = [
    ...timeQueries(adapter, begin),
    replaceOwnMethod(adapter, 'executeScript', timed(adapter, begin)),
    replaceOwnMethod(adapter, 'startTransaction', (original, isActive) => {
      const begun = timed(adapter, () => begin('BEGIN'))(original, isActive);
      return async (...values) => {
        const transaction = (await begun.apply(adapter, values)) as Queryable;
        if (isActive()) timeQueries(transaction, (statement) => (isActive() ? begin(statement) : undefined));
        return transaction;
      };
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};

type Replace = Parameters<typeof replaceOwnMethod>[2];

/** Undefined where the statement is told by the driver itself. */
type Begin = (statement: unknown) => DatabaseCall | undefined;

/** A statement that cannot be looked at goes on without us. */
const timedBy =
  (core: Core, target: object, begin: Begin): Replace =>
  (original, isActive) =>
  (...values) => {
    const call = isActive() ? watchedStep('watching a statement of Prisma', core, begin, values[0]) : undefined;
    const ask = () => original.apply(target, values);
    return call === undefined ? ask() : timeCall(ask, call, core);
  };

const beginStatement = ({ database, dialect }: AdapterDatabase, statement: unknown): DatabaseCall => {
  const sql = typeof statement === 'string' ? statement : (statement as Statement).sql;
  return database.begin(operationOf(sql), { text: new QueryText(sql, dialect) });
};
