import { declareConnectionWaits } from '../../instrument/databases/connection-waits.js';
import type { Core } from '../../plugin.js';
import { type Emitter, listenToEvent } from '../emitter.js';

/** A pool of knex's own (tarn), or what knex has made of a driver's, which has nothing but connections to give. */
export interface Pool extends Partial<Emitter> {
  readonly max?: number;
  numUsed?(): number;
  numFree?(): number;
  numPendingAcquires?(): number;
}

interface Connection {
  readonly __knexUid?: string;
}

/** Times the waits for a connection, and tells when one is given back; returns the end of it. */
export const watchPool = (
  pool: Pool | undefined,
  core: Core,
  name: string,
  released: (connection: string | undefined) => void,
): (() => void) => {
  if (!isEmitter(pool)) return () => undefined;
  const { clock, metrics } = core;
  const waits = declareConnectionWaits(metrics).at(name);
  const startsMs = new Map<number, number>();
  const ends = [
    listenToEvent<[number]>(pool, 'acquireRequest', core, (id) => startsMs.set(id, clock.nowMs())),
    listenToEvent<[number]>(pool, 'acquireSuccess', core, (id) => {
      const startMs = startsMs.get(id);
      startsMs.delete(id);
      if (startMs !== undefined) waits.observe((clock.nowMs() - startMs) / 1_000);
    }),
    listenToEvent<[number]>(pool, 'acquireFail', core, (id) => startsMs.delete(id)),
    listenToEvent<[Connection?]>(pool, 'release', core, (connection) => released(connection?.__knexUid)),
  ];
  return () => {
    for (const end of ends) end();
  };
};

const isEmitter = (pool: Partial<Emitter> | undefined): pool is Emitter =>
  typeof pool?.on === 'function' && typeof pool.removeListener === 'function';
