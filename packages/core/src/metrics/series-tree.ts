import type { Diagnostics } from '../diagnostics.js';
import type { Family, MetricType, Sample, Series } from './family.js';
import { HistogramSeries } from './histogram.js';
import type { LabelPairs, LabelSpec } from './labels.js';

/** The one label of the series that takes what has no series of its own. Source: OpenTelemetry's metrics SDK. */
export const OVERFLOW_LABELS: LabelPairs = [['otel_metric_overflow', 'true']];

type Branch<S> = Map<string, Branch<S> | S>;

/**
 * The series of one metric, in a tree of maps: a level for each label. A look-up builds no text and hashes nothing
 * that the engine has not hashed before.
 */
export class SeriesTree<S extends Series> implements Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly spec: LabelSpec;
  readonly yields: true | undefined;
  private readonly maximum: number;
  private readonly create: () => S;
  private readonly diagnostics: Diagnostics;
  private readonly root: Branch<S> = new Map();
  private readonly all: { labels: LabelPairs; series: S }[] = [];
  private overflow: S | undefined;

  constructor(
    family: {
      readonly name: string;
      readonly type: MetricType;
      readonly help: string;
      readonly labels: LabelSpec;
      readonly maxSeries: number;
      readonly yields?: true | undefined;
    },
    create: () => S,
    diagnostics: Diagnostics,
  ) {
    this.name = family.name;
    this.type = family.type;
    this.help = family.help;
    this.spec = family.labels;
    this.labelNames = Object.keys(family.labels);
    this.yields = family.yields;
    this.maximum = family.maxSeries;
    this.create = create;
    this.diagnostics = diagnostics;
    // A metric without labels is there from the start: "none so far" is 0, not absence.
    if (this.labelNames.length === 0) this.add([]);
  }

  get size(): number {
    return this.all.length;
  }

  /** The series of these labels. Never throws: what is not declared, or is one too many, goes to the overflow. */
  find(labels: Readonly<Record<string, string>>): S {
    let node: Branch<S> | S | undefined = this.root;
    for (const name of this.labelNames) {
      node = (node as Branch<S>).get(labels[name] as string);
      if (node === undefined) return this.add(this.labelNames.map((each) => labels[each] as string));
    }
    return node === this.root ? this.only : (node as S);
  }

  /** The same, with the values in the order of `labelNames`. */
  at(...values: readonly string[]): S {
    let node: Branch<S> | S | undefined = this.root;
    for (const value of values) {
      node = (node as Branch<S>).get(value);
      if (node === undefined) return this.add(values);
    }
    return node === this.root ? this.only : (node as S);
  }

  /** The series of a metric without labels. */
  get only(): S {
    const first = this.labelNames.length === 0 ? this.all[0] : undefined;
    return first?.series ?? this.overflowing('has labels, and none were given');
  }

  *series(): Iterable<Sample> {
    for (const { labels, series } of this.all) yield { labels, value: readValue(series) };
  }

  private add(values: readonly string[]): S {
    for (const [position, name] of this.labelNames.entries()) {
      const allowed = this.spec[name];
      const value = values[position];
      if (typeof value === 'string' && (allowed === 'open' || allowed?.includes(value))) continue;
      return this.overflowing(`was given a value for label "${name}" that is not declared`);
    }
    if (this.all.length >= this.maximum) return this.overflowing(`has reached its limit of ${this.maximum} series`);

    const series = this.create();
    this.all.push({ labels: this.labelNames.map((name, position) => [name, values[position] as string]), series });
    this.plant(values, series);
    return series;
  }

  private plant(values: readonly string[], series: S): void {
    let branch = this.root;
    for (const value of values.slice(0, -1)) {
      const next = (branch.get(value) ?? new Map()) as Branch<S>;
      branch.set(value, next);
      branch = next;
    }
    const last = values.at(-1);
    if (last !== undefined) branch.set(last, series);
  }

  private overflowing(reason: string): S {
    this.diagnostics.warnOnce(
      'ASTROLABE_SERIES_OVERFLOW',
      `metric ${this.name} ${reason}; such values are counted in one series, otel_metric_overflow="true"`,
    );
    if (this.overflow === undefined) {
      this.overflow = this.create();
      this.all.push({ labels: OVERFLOW_LABELS, series: this.overflow });
    }
    return this.overflow;
  }
}

const readValue = (series: Series): number | HistogramSeries =>
  series instanceof HistogramSeries ? series : series.value;
