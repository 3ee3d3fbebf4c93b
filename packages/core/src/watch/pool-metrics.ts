import type { Sample } from '../metrics/family.js';
import type { LabelPairs } from '../metrics/labels.js';
import type { MetricStore } from '../metrics/store.js';
import type { PoolState } from './client-support.js';
import type { Watched, Watches } from './watches.js';

const POOL = 'db_client_connection_pool_name';
const STATE = 'db_client_connection_state';

/** Declares the gauges of pools. Their names follow OpenTelemetry's database conventions, in Prometheus' spelling. */
export const declarePoolMetrics = (metrics: MetricStore, watches: Watches): void => {
  const labels = new WeakMap<Watched, Readonly<Record<'pool' | 'used' | 'idle', LabelPairs>>>();
  const labelsOf = (watched: Watched) => {
    const known = labels.get(watched);
    if (known !== undefined) return known;
    const pool: LabelPairs[number] = [POOL, watched.name];
    const created = { pool: [pool], used: [pool, [STATE, 'used']], idle: [pool, [STATE, 'idle']] } as const;
    labels.set(watched, created);
    return created;
  };
  function* samples(read: (state: PoolState, labels: ReturnType<typeof labelsOf>) => readonly Sample[]) {
    for (const watched of watches.all()) {
      if (watched.client.pool !== undefined) yield* read(watched.client.pool(), labelsOf(watched));
    }
  }
  const gauge = (
    name: string,
    help: string,
    read: (state: PoolState, labels: ReturnType<typeof labelsOf>) => readonly Sample[],
    states = {},
  ) => metrics.observed({ name, type: 'gauge', help, labels: { [POOL]: 'open', ...states } }, () => samples(read));

  gauge(
    'db_client_connection_count',
    'Connections of a watched pool.',
    ({ used, idle }, each) => [
      { labels: each.used, value: used },
      { labels: each.idle, value: idle },
    ],
    { [STATE]: ['used', 'idle'] },
  );
  gauge('db_client_connection_max', 'The most connections that a watched pool opens.', ({ maximum }, { pool }) =>
    maximum === undefined ? [] : [{ labels: pool, value: maximum }],
  );
  gauge('db_client_connection_pending_requests', 'Who waits for a connection of a watched pool.', (state, { pool }) => [
    { labels: pool, value: state.pending },
  ]);
};
