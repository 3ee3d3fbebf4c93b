import { exceptionType } from '../exception-type.js';
import type { Core, Plugin } from '../plugin.js';
import { type ActiveContext, adopted, SPAN_KEY } from '../tracing/active-context.js';
import type { Span } from '../tracing/span.js';
import { SpanKind } from '../tracing/span-kind.js';
import { StatusCode } from '../tracing/span-status.js';
import { listen } from './channel.js';

const SPAN = Symbol('astrolabe.handler');
const BEFORE = Symbol('astrolabe.before');
const FAILED = { code: StatusCode.error };

/** What Fastify publishes of one run of a handler: the same object at each of its steps. */
interface HandlerRun {
  /** It has returned a promise. */
  readonly async?: boolean;
  readonly error?: unknown;
  readonly route: { readonly url?: string };
  [SPAN]?: Span;
  [BEFORE]?: ActiveContext | undefined;
}

/**
 * A span of each of Fastify's handlers, apart from the hooks before it, with what it asks of others beneath it. A handler
 * that answers by a callback is timed until it returns.
 */
export const fastifyHandlers = (): Plugin => ({
  name: 'fastify',
  options: {},
  setup: () => ({ instrumentations: [{ name: 'fastify', enable: listenToHandlers }] }),
});

const listenToHandlers = (core: Core): (() => void) => {
  const on = (step: string, act: (run: HandlerRun) => void) =>
    listen<HandlerRun>(`tracing:fastify.request.handler:${step}`, core, act);
  const ends = [
    on('start', (run) => begin(core, run)),
    // The handler has returned: what follows in this run is Fastify's own, in the context of the request.
    on('end', (run) => {
      if (run[SPAN] === undefined) return;
      core.tracer.enter(run[BEFORE]);
      if (run.async !== true) run[SPAN].end();
    }),
    on('asyncEnd', (run) => run[SPAN]?.end()),
    on('error', ({ [SPAN]: span, error }) => {
      span?.setAttribute('error.type', exceptionType(error));
      span?.setStatus(FAILED);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};

const begin = ({ tracer }: Core, run: HandlerRun): void => {
  const scope = tracer.active();
  if (scope === undefined) return;
  const span = scope.transaction.startSpan('request handler', scope, SpanKind.internal);
  span.attributes = ['http.route', run.route.url];
  const before = tracer.context();
  run[SPAN] = span;
  run[BEFORE] = before;
  // What is active beside the span, such as baggage, stays.
  tracer.enter(before === undefined ? span : adopted(before.setValue(SPAN_KEY, span)));
};
