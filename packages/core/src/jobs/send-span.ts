import { exceptionType } from '../exception-type.js';
import type { ContextLike } from '../tracing/active-context.js';
import { SPAN_KEY } from '../tracing/active-context.js';
import type { Span } from '../tracing/span.js';
import { StatusCode } from '../tracing/span-status.js';
import { BULLMQ_ATTRIBUTE, BULLMQ_KIND, type BullmqSpan } from './bullmq-interface.js';
import type { JobParts } from './job-parts.js';
import { MESSAGING_DESTINATION_NAME, MESSAGING_OPERATION_NAME, MESSAGING_SYSTEM } from './messaging-conventions.js';

/** The adding of jobs: a child of the active span, and outside of a transaction timed all the same. */
export class SendSpan implements BullmqSpan {
  private readonly parts: JobParts;
  private readonly span: Span | undefined;
  private readonly startMs: number;
  private queue = '';
  private operation = '';
  private errorType = '';

  constructor(parts: JobParts, name: string) {
    this.parts = parts;
    this.startMs = parts.clock.nowMs();
    const parent = parts.tracer.active();
    this.span = parent?.transaction.startSpan(name, parent, BULLMQ_KIND.producer, this.startMs);
  }

  setSpanOnContext(context: unknown): unknown {
    if (this.span === undefined) return context;
    return context === undefined ? this.span : (context as ContextLike).setValue(SPAN_KEY, this.span);
  }

  setAttribute(name: string, value: unknown): void {
    if (name === BULLMQ_ATTRIBUTE.queue) this.queue = String(value);
    if (name === BULLMQ_ATTRIBUTE.operation) this.operation = String(value);
  }

  /** Ids and names of a bulk of jobs are not kept. */
  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(attributes)) this.setAttribute(name, attributes[name]);
  }

  addEvent(): void {}

  recordException(exception: unknown): void {
    this.errorType = exceptionType(exception);
    this.span?.recordException(exception);
    this.span?.setStatus({ code: StatusCode.error });
  }

  end(): void {
    const endMs = this.parts.clock.nowMs();
    this.parts.metrics().sent(this.operation, this.queue, this.errorType, (endMs - this.startMs) / 1_000);
    this.span
      ?.setAttribute(MESSAGING_SYSTEM, 'bullmq')
      .setAttribute(MESSAGING_OPERATION_NAME, this.operation)
      .setAttribute(MESSAGING_DESTINATION_NAME, this.queue)
      .end(endMs);
  }
}
