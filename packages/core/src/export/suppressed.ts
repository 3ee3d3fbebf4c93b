import { contextOf, SUPPRESS_TRACING_KEY } from '../tracing/active-context.js';
import type { Tracer } from '../tracing/tracer.js';

/** Where OpenTelemetry's API keeps what is registered with it, whichever copy of it. */
const API = Symbol.for('opentelemetry.js.api.1');

interface RegisteredContexts {
  active(): { setValue(key: symbol, value: unknown): unknown };
  with<R>(context: unknown, work: () => R): R;
}

const SUPPRESSED = contextOf(undefined).setValue(SUPPRESS_TRACING_KEY, true) as ReturnType<typeof contextOf>;

/**
 * Runs `work`, and all that follows from it, where nothing is traced: neither by Astrolabe, nor by whoever else is
 * registered with OpenTelemetry's API.
 */
export const suppressed = <R>(tracer: Tracer, work: () => R): R => {
  const before = tracer.context();
  tracer.enter(SUPPRESSED);
  try {
    const contexts = (globalThis as { [API]?: { context?: RegisteredContexts } })[API]?.context;
    return contexts === undefined
      ? work()
      : contexts.with(contexts.active().setValue(SUPPRESS_TRACING_KEY, true), work);
  } finally {
    tracer.enter(before);
  }
};
