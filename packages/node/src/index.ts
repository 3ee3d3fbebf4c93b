import {
  AstrolabeError,
  type Closer,
  type ExceptionContext,
  isLevelChoice,
  LEVEL_CHOICES,
  type LevelChoice,
  type ObjectiveInput,
  type OnShutdownOptions,
  runInSpan,
  runtime,
  type Span,
} from '@astrolabe/core';

export type { ExceptionContext, LevelChoice, ObjectiveInput, OnShutdownOptions, WatchOptions } from '@astrolabe/core';
export { AstrolabeError, OptionError, VERSION } from '@astrolabe/core';
export { counter, type Edges, gauge, histogram, type MetricOptions, uniqueCount } from './metrics.js';
export type { AstrolabeOptions } from './plugins.js';
export { watch } from './watch.js';

/**
 * Times a piece of work as a span of the active transaction.
 *
 * @example
 * const chart = await span('chart', () => natalChart(birth));
 */
export const span = <R>(name: string, work: (span: Span) => R): R => runInSpan(runtime().tracer, name, work);

/**
 * Tells of an exception that the bot has caught: it marks the active span and its transaction, is counted by the name of
 * its class, and goes to the error reporters, once for each object. Anything can be told of, and nothing throws.
 *
 * @param context texts, numbers and flags that say more; nothing that shows a user
 * @example
 * catch (error) { captureException(error, { queue: 'replies' }); }
 */
export const captureException = (exception: unknown, context?: ExceptionContext): void =>
  runtime().exceptions.capture(exception, context);

/**
 * Has the spans of the transaction that is at work kept, whatever becomes of it: a request, a job, or what a turn is about.
 *
 * @example
 * if (user.isTester) keep();
 */
export const keep = (): void => runtime().tracer.active()?.transaction.keep();

/**
 * Names what is to be closed when the process is told to end (SIGTERM, SIGINT), after requests and turns at work are
 * done; returns the removal. The last that was named is closed first. `signal` is aborted when its time is over.
 *
 * @example
 * onShutdown((signal) => pool.end());
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for anything but a function, or for a phase that is none
 */
export const onShutdown = (close: Closer['close'], options?: OnShutdownOptions): (() => void) =>
  runtime().closers.add(close, options);

/**
 * Chooses how much is recorded, from now on: `off`, `metrics` (requests and turns alone), `no_child_spans`, `full`; or
 * `auto`, which it is until something is chosen: then Astrolabe records less where it costs more than it may.
 *
 * @example
 * setLevel('off');
 * @throws AstrolabeError (`ASTROLABE_LEVEL_INVALID`) for any other level
 */
export const setLevel = (level: LevelChoice): void => {
  if (!isLevelChoice(level)) {
    throw new AstrolabeError(
      'ASTROLABE_LEVEL_INVALID',
      `setLevel() was given ${typeof level === 'string' ? JSON.stringify((level as string).slice(0, 40)) : `a ${typeof level}`}; ` +
        `a level is one of ${LEVEL_CHOICES.join(', ')}`,
    );
  }
  runtime().governor.choose(level);
};

/**
 * Declares a service level objective of a histogram, before the start as well as after it: `target` of all events have
 * to be good, that is within `within`, over the window `over` (30 days by default). `judge` tells what a series counts
 * as by its labels.
 *
 * @example
 * objective('chart', { metric: 'chart_seconds', within: '500ms', target: 0.99, over: '30d' });
 * @throws AstrolabeError `ASTROLABE_OBJECTIVE_INVALID`, `ASTROLABE_OBJECTIVE_CONFLICT`, `ASTROLABE_OBJECTIVE_LATE`
 */
export const objective = (name: string, options: ObjectiveInput): void => runtime().objectives.declare(name, options);
