import { type ActiveContext, ContextValues } from '../tracing/active-context.js';
import { Span } from '../tracing/span.js';
import { BULLMQ_KIND, type BullmqSpan, type BullmqTelemetry } from './bullmq-interface.js';
import { JobSender, readJobMetadata, writeJobMetadata } from './job-metadata.js';
import type { JobParts } from './job-parts.js';
import { JobSpan } from './job-span.js';
import { SendSpan } from './send-span.js';

export interface TelemetryParts extends JobParts {
  /** Switched off, or not started: then nothing is recorded, and jobs go their way. */
  readonly isOff: () => boolean;
  /** Runs what is ours: it is metered, and when it fails the bot gets `fallback`. */
  readonly guarded: <R>(fallback: R, task: () => R) => R;
  /** An attempt at a job began. */
  readonly began: (span: JobSpan, root: Span) => void;
}

/** BullMQ calls these around all that it does. What is neither the adding of a job nor an attempt at one has no span. */
export const createBullmqTelemetry = (parts: TelemetryParts): BullmqTelemetry => {
  const { clock, tracer, isOff, guarded, began } = parts;
  const start = (name: string, kind: number | undefined, context: unknown): BullmqSpan => {
    if (kind === BULLMQ_KIND.producer) return new SendSpan(parts, name);
    if (kind !== BULLMQ_KIND.consumer) return NO_SPAN;
    const span = new JobSpan(parts, name, context instanceof JobSender ? context : undefined);
    began(span, span.setSpanOnContext());
    return span;
  };
  return {
    tracer: {
      startSpan: (name, options, context) =>
        guarded(NO_SPAN, () => (isOff() ? NO_SPAN : guardedSpan(start(name, options?.kind, context), guarded))),
    },
    contextManager: {
      with: <A extends (...values: never[]) => unknown>(context: unknown, work: A) => {
        if (isOff() || !(context === undefined || isContext(context))) return work() as ReturnType<A>;
        return tracer.with(context, work, undefined, [] as never[]) as ReturnType<A>;
      },
      active: () => (isOff() ? undefined : tracer.context()),
      root: () => undefined,
      getMetadata: (context) =>
        guarded('', () => (isOff() ? '' : writeJobMetadata(spanOf(context), Math.round(clock.wallMs())))),
      fromMetadata: (_active, metadata) => guarded(undefined, () => readJobMetadata(metadata)),
    },
  };
};

const isContext = (value: unknown): value is ActiveContext => value instanceof Span || value instanceof ContextValues;

const spanOf = (context: unknown): Span | undefined => {
  if (context instanceof ContextValues) return context.active;
  return context instanceof Span ? context : undefined;
};

const NO_SPAN: BullmqSpan = {
  setSpanOnContext: (context) => (context instanceof JobSender ? undefined : context),
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

/** BullMQ would fail a job with what its telemetry throws. */
const guardedSpan = (span: BullmqSpan, guarded: TelemetryParts['guarded']): BullmqSpan =>
  span === NO_SPAN
    ? span
    : {
        setSpanOnContext: (context) => guarded(undefined, () => span.setSpanOnContext(context)),
        setAttribute: (name, value) => guarded(undefined, () => span.setAttribute(name, value)),
        setAttributes: (attributes) => guarded(undefined, () => span.setAttributes(attributes)),
        addEvent: (name) => guarded(undefined, () => span.addEvent(name)),
        recordException: (exception) => guarded(undefined, () => span.recordException(exception)),
        end: () => guarded(undefined, () => span.end()),
      };
