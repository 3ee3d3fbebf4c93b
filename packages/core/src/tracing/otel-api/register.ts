import type { Runtime } from '../../runtime.js';
import type { OpenTelemetryApi } from './api.js';
import { ContextManager } from './context-manager.js';
import { TracerProvider } from './tracer-provider.js';

/**
 * Makes Astrolabe the tracer of OpenTelemetry's API, so that spans of other libraries and of the bot itself belong to
 * its transactions; returns the end of it. What somebody else has registered already stays theirs.
 */
export const registerOpenTelemetry = (api: OpenTelemetryApi, { tracer }: Pick<Runtime, 'tracer'>): (() => void) => {
  const contexts = new ContextManager(tracer, api.ROOT_CONTEXT);
  const hasContexts = api.context.setGlobalContextManager(contexts);
  const provider = new TracerProvider(tracer, contexts);
  const hasTraces = api.trace.setGlobalTracerProvider(provider);
  return () => {
    provider.isWithdrawn = true;
    if (hasTraces) api.trace.disable();
    if (hasContexts) api.context.disable();
  };
};
