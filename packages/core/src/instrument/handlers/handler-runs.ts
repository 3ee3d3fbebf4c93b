import { exceptionType } from '../../exception-type.js';
import type { Core } from '../../plugin.js';
import { type ActiveContext, adopted, SPAN_KEY } from '../../tracing/active-context.js';
import type { Span } from '../../tracing/span.js';
import { SpanKind } from '../../tracing/span-kind.js';
import { StatusCode } from '../../tracing/span-status.js';
import { listen } from '../channel.js';

const SPAN = Symbol('astrolabe.handler');
const BEFORE = Symbol('astrolabe.before');
const FAILED = { code: StatusCode.error };

/** What a framework publishes of one run of a handler: the same object at each of its steps. */
export interface HandlerRun {
  readonly error?: unknown;
  [SPAN]?: Span;
  [BEFORE]?: ActiveContext | undefined;
}

/** How a framework tells of its handlers. */
export interface HandlerChannel<R extends HandlerRun> {
  readonly channel: string;
  /** Whether it is a handler of the bot's, and not something before it. */
  isHandler(run: R): boolean;
  /** The route's pattern, where the framework has the whole of it. */
  routeOf(run: R): string | undefined;
  /** When it has returned: whether that was its end, and no promise follows. */
  isOver(run: R): boolean;
}

/**
 * A span of each run of a handler, apart from what runs before it, with what it asks of others beneath it. A handler that
 * answers by a callback is timed until it returns.
 */
export const listenToHandlers = <R extends HandlerRun>(
  core: Core,
  { channel, isHandler, routeOf, isOver }: HandlerChannel<R>,
): (() => void) => {
  const on = (step: string, act: (run: R) => void) => listen<R>(`tracing:${channel}:${step}`, core, act);
  const ends = [
    on('start', (run) => {
      if (isHandler(run)) begin(core, run, routeOf(run));
    }),
    // The handler has returned: what follows in this run is the framework's own, in the context of the request.
    on('end', (run) => {
      if (run[SPAN] === undefined) return;
      core.tracer.enter(run[BEFORE]);
      if (isOver(run)) run[SPAN].end();
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

const begin = ({ tracer }: Core, run: HandlerRun, route: string | undefined): void => {
  const scope = tracer.active();
  if (scope === undefined) return;
  const span = scope.transaction.startSpan('request handler', scope, SpanKind.internal);
  if (route !== undefined) span.attributes = ['http.route', route];
  const before = tracer.context();
  run[SPAN] = span;
  run[BEFORE] = before;
  // What is active beside the span, such as baggage, stays.
  tracer.enter(before === undefined ? span : adopted(before.setValue(SPAN_KEY, span)));
};
