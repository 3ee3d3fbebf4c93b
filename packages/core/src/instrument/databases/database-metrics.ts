import type { Histogram } from '../../metrics/instruments.js';
import type { MetricStore } from '../../metrics/store.js';

/** The name follows OpenTelemetry's database semantic conventions, in Prometheus' spelling. */
export const OPERATION_DURATION = 'db_client_operation_duration_seconds';

export type OperationDurations = Histogram<{
  readonly db_system_name: 'open';
  readonly db_operation_name: 'open';
  readonly db_namespace: 'open';
  readonly server_address: 'open';
  readonly error_type: 'open';
}>;

export const declareOperationDurations = (metrics: MetricStore): OperationDurations =>
  metrics.histogram(OPERATION_DURATION, {
    help:
      'Duration of database operations, from the call to the answer, of statements by their first word. Labels that do ' +
      'not apply are empty.',
    labels: {
      db_system_name: 'open',
      db_operation_name: 'open',
      db_namespace: 'open',
      server_address: 'open',
      error_type: 'open',
    },
  });
