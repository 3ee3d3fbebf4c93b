import type { Diagnostics } from '../diagnostics.js';
import { contextOf, SUPPRESS_TRACING_KEY } from '../tracing/active-context.js';
import { registered } from '../tracing/otel-api/global-offer.js';
import type { Tracer } from '../tracing/tracer.js';

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
    const contexts = registered('context') as RegisteredContexts | undefined;
    return contexts === undefined
      ? work()
      : contexts.with(contexts.active().setValue(SUPPRESS_TRACING_KEY, true), work);
  } finally {
    tracer.enter(before);
  }
};

/** Work that nobody waits for: what is thrown in it is a fault of ours, and would end the process. Never rejects. */
export const suppressedAndCaught = async (
  { tracer, diagnostics }: { readonly tracer: Tracer; readonly diagnostics: Diagnostics },
  what: string,
  work: () => Promise<void>,
  failed?: () => void,
): Promise<void> => {
  try {
    await suppressed(tracer, work);
  } catch (error) {
    diagnostics.failed('ASTROLABE_EXPORTER_FAILED', what, error);
    failed?.();
  }
};
