import type { Histogram } from '../../metrics/instruments.js';
import type { MetricStore } from '../../metrics/store.js';

export type ConnectionWaits = Histogram<{ readonly db_client_connection_pool_name: 'open' }>;

/** The name follows OpenTelemetry's database semantic conventions, in Prometheus' spelling. */
export const declareConnectionWaits = (metrics: MetricStore): ConnectionWaits =>
  metrics.histogram('db_client_connection_wait_time_seconds', {
    help: 'How long it took to obtain a connection from a pool, one that had to be opened as well.',
    labels: { db_client_connection_pool_name: 'open' },
  });
