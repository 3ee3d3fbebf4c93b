import type { Histogram } from '../../metrics/instruments.js';
import type { MetricStore } from '../../metrics/store.js';

/** The name follows OpenTelemetry's HTTP semantic conventions, in Prometheus' spelling. */
export const CLIENT_DURATION = 'http_client_request_duration_seconds';

export type ClientDurations = Histogram<{
  readonly http_request_method: 'open';
  readonly server_address: 'open';
  readonly server_port: 'open';
  readonly http_response_status_code: 'open';
  readonly error_type: 'open';
}>;

export const declareClientDurations = (metrics: MetricStore): ClientDurations =>
  metrics.histogram(CLIENT_DURATION, {
    help:
      'Duration of HTTP requests that the bot makes, to the end of the answer; to its head, where the bot breaks off ' +
      'there. Labels that do not apply are empty.',
    labels: {
      http_request_method: 'open',
      server_address: 'open',
      server_port: 'open',
      http_response_status_code: 'open',
      error_type: 'open',
    },
  });
