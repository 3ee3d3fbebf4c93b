import { type Counter, type FamilyOptions, type LabelSpec, runInSpan, runtime, type Span } from '@astrolabe/core';

export { AstrolabeError, OptionError, VERSION } from '@astrolabe/core';
export type { AstrolabeOptions } from './plugins.js';

/**
 * Times a piece of work as a span of the active transaction.
 *
 * @example
 * const chart = await span('chart', () => natalChart(birth));
 */
export const span = <R>(name: string, work: (span: Span) => R): R => runInSpan(runtime().tracer, name, work);

/**
 * Declares a counter; before the start as well as after it.
 *
 * @example
 * const charts = counter('charts_total', { kind: ['natal', 'transit'] });
 * charts.inc({ kind: 'natal' });
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
 */
export const counter = <const L extends LabelSpec = Record<never, never>>(
  name: `${string}_total`,
  labels?: L,
  options: Partial<Omit<FamilyOptions<L>, 'labels'>> = {},
): Counter<L> =>
  runtime().metrics.counter<L>(name, { help: name.replaceAll('_', ' '), ...options, ...(labels ? { labels } : {}) });
