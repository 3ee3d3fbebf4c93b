import { declareConnectionWaits } from '../../instrument/databases/connection-waits.js';
import type { Core } from '../../plugin.js';

/** A pool of knex's own (tarn), or what knex has made of a driver's, which has nothing but connections to give. */
export interface Pool {
  readonly max?: number;
  numUsed?(): number;
  numFree?(): number;
  numPendingAcquires?(): number;
  on?(event: string, listener: (...values: never[]) => void): unknown;
  removeListener?(event: string, listener: (...values: never[]) => void): unknown;
}

interface Connection {
  readonly __knexUid?: string;
}

/** Times the waits for a connection, and tells when one is given back; returns the end of it. */
export const watchPool = (
  pool: Pool | undefined,
  { clock, metrics }: Core,
  name: string,
  released: (connection: string | undefined) => void,
): (() => void) => {
  if (typeof pool?.on !== 'function') return () => undefined;
  const waits = declareConnectionWaits(metrics).at(name);
  const startsMs = new Map<number, number>();
  const listeners = {
    acquireRequest: (id: number) => startsMs.set(id, clock.nowMs()),
    acquireSuccess: (id: number) => {
      const startMs = startsMs.get(id);
      startsMs.delete(id);
      if (startMs !== undefined) waits.observe((clock.nowMs() - startMs) / 1_000);
    },
    acquireFail: (id: number) => startsMs.delete(id),
    release: (connection: Connection | undefined) => released(connection?.__knexUid),
  };
  for (const [event, listener] of Object.entries(listeners)) pool.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) pool.removeListener?.(event, listener);
  };
};
