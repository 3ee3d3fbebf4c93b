import type { Histogram } from '../metrics/instruments.js';
import type { MetricStore } from '../metrics/store.js';
import { OPERATION_DURATION, PROCESS_DURATION } from './messaging-conventions.js';

/** OpenTelemetry has no name for it. */
const QUEUE_WAIT = 'messaging_queue_wait_seconds';
const SYSTEM = 'bullmq';
/** Queues are named in code; a bot that makes one for each user must not fill the memory. */
const MAX_SERIES = 200;

const OPERATION_LABELS = {
  messaging_system: [SYSTEM],
  messaging_operation_name: 'open',
  messaging_destination_name: 'open',
  error_type: 'open',
} as const;
const QUEUE_LABELS = { messaging_system: [SYSTEM], messaging_destination_name: 'open' } as const;

/** How long jobs take, by queue. */
export class JobMetrics {
  private readonly processing: Histogram<typeof OPERATION_LABELS>;
  private readonly sending: Histogram<typeof OPERATION_LABELS>;
  private readonly waiting: Histogram<typeof QUEUE_LABELS>;

  constructor(metrics: MetricStore) {
    this.processing = metrics.histogram(PROCESS_DURATION, {
      help: 'Duration of one attempt at a job in a worker. A failed one has the class of its error.',
      labels: OPERATION_LABELS,
      maxSeries: MAX_SERIES,
    });
    this.sending = metrics.histogram(OPERATION_DURATION, {
      help: 'Duration of adding jobs to a queue.',
      labels: OPERATION_LABELS,
      maxSeries: MAX_SERIES,
    });
    this.waiting = metrics.histogram(QUEUE_WAIT, {
      help: 'How long jobs were due before a worker began: a delay that was asked for is not in it. Of watched workers.',
      labels: QUEUE_LABELS,
      maxSeries: MAX_SERIES,
    });
  }

  processed(queue: string, errorType: string, seconds: number): void {
    this.processing.at(SYSTEM, 'process', queue, errorType).observe(seconds);
  }

  sent(operation: string, queue: string, errorType: string, seconds: number): void {
    this.sending.at(SYSTEM, operation, queue, errorType).observe(seconds);
  }

  waited(queue: string, seconds: number): void {
    this.waiting.at(SYSTEM, queue).observe(seconds);
  }
}
