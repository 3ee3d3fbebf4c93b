import type { InstrumentationScope } from '../span.js';
import type { RequestTracer } from '../tracer.js';
import { type AnyTracer, ApiTracer, NO_TRACER } from './api-tracer.js';
import type { ContextManager } from './context-manager.js';
import { registered } from './global-offer.js';

interface AnyProvider {
  getTracer(name: string, version?: string, options?: { readonly schemaUrl?: string }): AnyTracer;
}

/** The `TracerProvider` of OpenTelemetry's API: one tracer for each library that asks for one. */
export class TracerProvider {
  readonly tracer: RequestTracer;
  readonly contexts: ContextManager;
  /** Its tracers, which libraries keep, belong to whoever is registered now. */
  isWithdrawn = false;

  constructor(tracer: RequestTracer, contexts: ContextManager) {
    this.tracer = tracer;
    this.contexts = contexts;
  }

  getTracer(name: string, version?: string, options?: { readonly schemaUrl?: string }): ApiTracer {
    return new ApiTracer(this, scopeOf(name, version, options?.schemaUrl));
  }

  /** What takes the place of a tracer of ours, once this is withdrawn. */
  successorOf({ name, version, schemaUrl }: InstrumentationScope): AnyTracer {
    const provider = registered('trace') as AnyProvider | undefined;
    const tracer = provider?.getTracer(name, version, schemaUrl === undefined ? {} : { schemaUrl });
    return tracer === undefined || (tracer instanceof ApiTracer && tracer.isWithdrawn) ? NO_TRACER : tracer;
  }
}

const scopeOf = (name: string, version: string | undefined, schemaUrl: string | undefined): InstrumentationScope => ({
  name: typeof name === 'string' && name !== '' ? name : 'unknown',
  ...(typeof version === 'string' ? { version } : {}),
  ...(typeof schemaUrl === 'string' ? { schemaUrl } : {}),
});
