import { exceptionType } from '../exception-type.js';
import type { Span } from '../tracing/span.js';
import { StatusCode } from '../tracing/span-status.js';
import { BULLMQ_ATTRIBUTE, type BullmqJob, type BullmqSpan, JOB_FAILED_EVENT } from './bullmq-interface.js';
import { JobFailed } from './job-failed.js';
import type { JobSender } from './job-metadata.js';
import type { JobParts } from './job-parts.js';
import { type WaitInput, waitOf } from './job-wait.js';
import {
  MESSAGING_DESTINATION_NAME,
  MESSAGING_OPERATION_NAME,
  MESSAGING_OPERATION_TYPE,
  MESSAGING_SYSTEM,
} from './messaging-conventions.js';

/** One attempt at a job: a transaction whose parent is the span that added it, in whatever process. */
export class JobSpan implements BullmqSpan {
  private readonly parts: JobParts;
  private readonly root: Span;
  private readonly sentMs: number | undefined;
  private readonly begunMs: number;
  private queue = '';
  private jobName: string | undefined = undefined;
  private attempt: number | undefined = undefined;
  private job: BullmqJob | undefined = undefined;
  private failure: unknown = undefined;

  constructor(parts: JobParts, name: string, sender: JobSender | undefined) {
    this.parts = parts;
    const transaction = parts.tracer.startTransaction('job', name, sender?.headers);
    if (sender?.keepReason !== undefined) transaction.keep(sender.keepReason);
    this.root = transaction.root;
    this.sentMs = sender?.sentMs;
    this.begunMs = parts.clock.wallMs();
  }

  /** It is a root: nothing of the worker's own context is passed on to the job. */
  setSpanOnContext(): Span {
    return this.root;
  }

  setAttribute(name: string, value: unknown): void {
    if (name === BULLMQ_ATTRIBUTE.queue) this.queue = String(value);
    if (name === BULLMQ_ATTRIBUTE.jobName) this.jobName = String(value);
    if (name === BULLMQ_ATTRIBUTE.attemptsMade) this.attempt = Number(value);
  }

  /** The names of queue and job are in the code; ids, results and reasons are not kept. */
  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(attributes)) this.setAttribute(name, attributes[name]);
  }

  addEvent(name: string): void {
    if (name === JOB_FAILED_EVENT && this.failure === undefined) this.failed(new JobFailed());
  }

  /** BullMQ itself could not go on with the job. */
  recordException(exception: unknown): void {
    this.failed(exception);
  }

  /** A watched worker tells more of the job than its telemetry does. */
  saw(job: BullmqJob): void {
    this.job = job;
    this.jobName = job.name;
    this.attempt = job.attemptsStarted;
  }

  failed(exception: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = exception ?? new JobFailed();
    this.root.recordException(this.failure);
    this.root.setStatus({ code: StatusCode.error });
    this.parts.exceptions.workFailed(this.root.transaction, this.failure);
  }

  end(): void {
    if (this.root.ended) return;
    const endMs = this.parts.clock.nowMs();
    const errorType = this.failure === undefined ? '' : exceptionType(this.failure);
    this.parts.metrics().processed(this.queue, errorType, (endMs - this.root.startMs) / 1_000);
    this.addWait({ begunMs: this.begunMs, sentMs: this.sentMs, attempt: this.attempt, job: this.job });
    if (this.jobName !== undefined) this.root.updateName(`process ${this.queue}.${this.jobName}`);
    this.root
      .setAttribute(MESSAGING_SYSTEM, 'bullmq')
      .setAttribute(MESSAGING_OPERATION_NAME, 'process')
      .setAttribute(MESSAGING_OPERATION_TYPE, 'process')
      .setAttribute(MESSAGING_DESTINATION_NAME, this.queue)
      .end(endMs);
  }

  /** Spans before the root's start: each ends where the next begins, and the last where the attempt begins. */
  private addWait(input: WaitInput): void {
    const { root, queue } = this;
    const wait = waitOf(input);
    let startMs = root.startMs - wait.reduce((sum, [, durationMs]) => sum + durationMs, 0);
    for (const [name, durationMs] of wait) {
      if (durationMs > 0) root.transaction.startSpan(`${name} ${queue}`, root, 0, startMs).end(startMs + durationMs);
      if (name === 'wait' && input.job !== undefined) this.parts.metrics().waited(queue, durationMs / 1_000);
      startMs += durationMs;
    }
  }
}
