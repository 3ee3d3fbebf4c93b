import {
  type Counter,
  type FamilyOptions,
  type Gauge,
  type Histogram,
  type HistogramOptions,
  type LabelSpec,
  runtime,
  type UniqueCount,
} from '@astrolabe/core';

/** What may be said of a metric besides its name and labels. */
export type MetricOptions = Partial<Pick<FamilyOptions<LabelSpec>, 'help' | 'maxSeries'>>;
/** Upper edges of the buckets, in the unit of the metric. */
export type Edges = Required<Pick<HistogramOptions<LabelSpec>, 'edges'>>;
type NoLabels = Record<never, never>;

/**
 * Declares a counter; before the start as well as after it. Fractions add up without drift, so it may count money.
 *
 * @example
 * const charts = counter('charts_total', { kind: ['natal', 'transit'] });
 * charts.inc({ kind: 'natal' });
 * const cost = counter('llm_cost_usd_total', { model: ['large', 'small'] });
 * cost.inc({ model: 'large' }, 0.000123);
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
 */
export const counter = <const L extends LabelSpec = NoLabels>(
  name: `${string}_total`,
  labels?: L,
  options?: MetricOptions,
): Counter<L> => runtime().metrics.counter<L>(name, familyOptions(name, labels, options));

/**
 * Declares a gauge: one number that goes up and down.
 *
 * @example
 * const readers = gauge('open_readings');
 * readers.inc();
 * readers.dec();
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
 */
export const gauge = <const L extends LabelSpec = NoLabels>(
  name: string,
  labels?: L,
  options?: MetricOptions,
): Gauge<L> => runtime().metrics.gauge<L>(name, familyOptions(name, labels, options));

interface DeclareHistogram {
  <const L extends LabelSpec = NoLabels>(
    name: `${string}_seconds`,
    labels?: L,
    options?: MetricOptions & Partial<Edges>,
  ): Histogram<L>;
  <const L extends LabelSpec>(name: `${string}_${string}`, labels: L, options: MetricOptions & Edges): Histogram<L>;
}

/**
 * Declares a histogram. Its name ends with its unit: durations are in `_seconds` and have edges by default; anything
 * else, such as `_tokens` or `_bytes`, needs edges.
 *
 * @example
 * const draw = histogram('draw_seconds', { kind: ['natal', 'transit'] });
 * draw.observe({ kind: 'natal' }, 0.42);
 * const answer = histogram('llm_answer_tokens', {}, { edges: [100, 300, 1_000, 3_000] });
 * answer.observe(512);
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
 */
export const histogram = (<const L extends LabelSpec>(
  // Whether the edges are there is looked at where the metric is declared.
  name: `${string}_seconds`,
  labels?: L,
  options?: MetricOptions & Partial<Edges>,
): Histogram<L> =>
  runtime().metrics.histogram<L>(name, {
    ...familyOptions(name, labels, options),
    ...(options?.edges === undefined ? {} : { edges: options.edges }),
  })) as DeclareHistogram;

/**
 * Counts different users a day, in UTC, and keeps none of them: at most 1.6 % off, by a keyed hash. It is a gauge with
 * the label `day`: `today` so far, and `yesterday`.
 *
 * @example
 * const users = uniqueCount('feature_users', { feature: ['natal', 'transit'] });
 * users.add({ feature: 'natal' }, message.from);
 * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
 */
export const uniqueCount = <const L extends LabelSpec = NoLabels>(
  name: string,
  labels?: L,
  options?: MetricOptions,
): UniqueCount<L> => runtime().metrics.uniqueCount<L>(name, familyOptions(name, labels, options));

const familyOptions = <L extends LabelSpec>(name: string, labels: L | undefined, options: MetricOptions = {}) => ({
  help: options.help ?? String(name).replaceAll('_', ' '),
  ...(options.maxSeries === undefined ? {} : { maxSeries: options.maxSeries }),
  ...(labels === undefined ? {} : { labels }),
});
