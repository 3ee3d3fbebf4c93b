import { OptionError } from '../config/option.js';
import type { Diagnostics } from '../diagnostics.js';
import type { MetricStore } from '../metrics/store.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';
import type { Transaction } from '../tracing/transaction.js';
import type { BullmqJob, BullmqTelemetry, BullmqWorker } from './bullmq-interface.js';
import { createBullmqTelemetry } from './bullmq-telemetry.js';
import { JobMetrics } from './job-metrics.js';
import type { JobParts } from './job-parts.js';
import type { JobSpan } from './job-span.js';

export interface JobsOptions extends Omit<JobParts, 'metrics'> {
  readonly metrics: MetricStore;
  readonly diagnostics: Diagnostics;
  readonly overhead: OverheadMeter;
  readonly isOff: () => boolean;
}

/** The jobs of BullMQ's queues, as far as the bot's owner has told of them. */
export class Jobs {
  private readonly options: JobsOptions;
  private readonly spans = new WeakMap<Transaction, JobSpan>();
  private declared: JobMetrics | undefined = undefined;
  private made: BullmqTelemetry | undefined = undefined;

  constructor(options: JobsOptions) {
    this.options = options;
  }

  /** Whether a queue or a worker has our telemetry. */
  get isUsed(): boolean {
    return this.made !== undefined;
  }

  /** Declares the metrics of jobs. */
  declare(): JobMetrics {
    this.declared ??= new JobMetrics(this.options.metrics);
    return this.declared;
  }

  /** The same for all queues and workers. */
  telemetry(): BullmqTelemetry {
    this.made ??= createBullmqTelemetry({
      ...this.options,
      metrics: () => this.declare(),
      guarded: (fallback, task) => this.guarded(fallback, task),
      began: (span, root) => this.spans.set(root.transaction, span),
    });
    return this.made;
  }

  /**
   * Takes from a worker's events what its telemetry does not tell.
   * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for what is no worker
   */
  watch<W extends BullmqWorker>(worker: W): W {
    if (typeof (worker as W | undefined)?.on !== 'function') {
      throw new OptionError('is no worker', 'watchJobs() takes a Worker of BullMQ: watchJobs(new Worker(…))');
    }
    worker.on('completed', (job) => this.guarded(undefined, () => this.active()?.saw(job)));
    worker.on('failed', (job, error) => this.guarded(undefined, () => this.failed(job, error)));
    return worker;
  }

  /** Of a job that was lost with its worker, another worker tells: there is no attempt that it belongs to. */
  private failed(job: BullmqJob | undefined, error: unknown): void {
    if (this.options.isOff()) return;
    const span = this.active();
    if (span === undefined) this.options.exceptions.workFailed(undefined, error);
    else if (job !== undefined) span.saw(job);
    span?.failed(error);
  }

  private active(): JobSpan | undefined {
    const transaction = this.options.tracer.active()?.transaction;
    return transaction === undefined ? undefined : this.spans.get(transaction);
  }

  private guarded<R>(fallback: R, task: () => R): R {
    const { diagnostics, overhead } = this.options;
    const begunMs = overhead.begin();
    try {
      return task();
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the telemetry of jobs', error);
      return fallback;
    } finally {
      overhead.end(begunMs);
    }
  }
}
