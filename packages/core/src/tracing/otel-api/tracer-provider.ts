import type { InstrumentationScope } from '../span.js';
import type { RequestTracer } from '../tracer.js';
import { ApiTracer } from './api-tracer.js';
import type { ContextManager } from './context-manager.js';

/** The `TracerProvider` of OpenTelemetry's API: one tracer for each library that asks for one. */
export class TracerProvider {
  private readonly tracer: RequestTracer;
  private readonly contexts: ContextManager;

  constructor(tracer: RequestTracer, contexts: ContextManager) {
    this.tracer = tracer;
    this.contexts = contexts;
  }

  getTracer(name: string, version?: string, options?: { readonly schemaUrl?: string }): ApiTracer {
    return new ApiTracer(this.tracer, this.contexts, scopeOf(name, version, options?.schemaUrl));
  }
}

const scopeOf = (name: string, version: string | undefined, schemaUrl: string | undefined): InstrumentationScope => ({
  name: name || 'unknown',
  ...(version === undefined ? {} : { version }),
  ...(schemaUrl === undefined ? {} : { schemaUrl }),
});
