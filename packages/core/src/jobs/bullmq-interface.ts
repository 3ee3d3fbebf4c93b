/**
 * What BullMQ (5.34 and later) asks of a `telemetry` option, and what of a worker and its jobs is read. BullMQ is no
 * dependency: these are the parts of its types that are used.
 */

/** Numbered as in OpenTelemetry. */
export const BULLMQ_KIND = { internal: 0, producer: 3, consumer: 4 } as const;

export const BULLMQ_ATTRIBUTE = {
  queue: 'bullmq.queue.name',
  operation: 'bullmq.queue.operation',
  jobName: 'bullmq.job.name',
  /** Since 6, after an attempt; it counts. */
  attemptsMade: 'bullmq.job.attempts.made',
} as const;

export const JOB_FAILED_EVENT = 'job failed';

export interface BullmqSpan {
  setSpanOnContext(context: unknown): unknown;
  setAttribute(name: string, value: unknown): void;
  setAttributes(attributes: Readonly<Record<string, unknown>>): void;
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void;
  recordException(exception: unknown, time?: unknown): void;
  end(): void;
}

export interface BullmqTracer {
  startSpan(name: string, options?: { readonly kind: number }, context?: unknown): BullmqSpan;
}

export interface BullmqContextManager {
  with<A extends (...values: never[]) => unknown>(context: unknown, work: A): ReturnType<A>;
  active(): unknown;
  /** What a loop that never ends runs in. */
  root(): unknown;
  getMetadata(context: unknown): string;
  fromMetadata(activeContext: unknown, metadata: string): unknown;
}

/** BullMQ's `Telemetry`, for the option `telemetry` of queues, workers and flow producers. */
export interface BullmqTelemetry {
  readonly tracer: BullmqTracer;
  readonly contextManager: BullmqContextManager;
}

/** Times are milliseconds since 1970 by the clock of the machine that added the job. */
export interface BullmqJob {
  readonly name: string;
  readonly timestamp: number;
  /** The attempt that is at work, or has just ended, counts. */
  readonly attemptsStarted: number;
  readonly opts: { readonly delay?: number };
}

/** The events of a worker that are listened to. */
export interface BullmqWorker {
  on(event: 'completed', listener: (job: BullmqJob) => void): unknown;
  on(event: 'failed', listener: (job: BullmqJob | undefined, error: Error) => void): unknown;
}
