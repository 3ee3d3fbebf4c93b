import type { Diagnostics } from '../diagnostics.js';
import { AdmittedLabels } from './admitted-labels.js';
import type { Declaration } from './declaration.js';
import type { Family, MetricType, Sample } from './family.js';
import type { LabelPairs, LabelSpec } from './labels.js';
import { type Refuse, refuseFor } from './refused-value.js';

/** The one label of the series that takes what comes after the limit. Source: OpenTelemetry's metrics SDK. */
export const OVERFLOW_LABELS: LabelPairs = [['otel_metric_overflow', 'true']];

type Branch<S> = Map<unknown, Branch<S> | S>;

/**
 * The series of one metric, in a tree of maps: a level for each label. A look-up builds no text and hashes nothing
 * that the engine has not hashed before.
 */
export abstract class SeriesTree<S> implements Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly spec: LabelSpec;
  readonly yields: true | undefined;
  protected readonly all: { readonly labels: LabelPairs; readonly series: S }[] = [];
  private readonly admitted: AdmittedLabels;
  private readonly maximum: number;
  private readonly create: (refuse: Refuse) => S;
  private readonly refuse: Refuse;
  private readonly diagnostics: Diagnostics;
  private readonly root: Branch<S> = new Map();
  private overflow: S | undefined;

  constructor(declaration: Declaration, create: (refuse: Refuse) => S, diagnostics: Diagnostics) {
    this.name = declaration.name;
    this.type = declaration.type;
    this.help = declaration.help;
    this.spec = declaration.labels;
    this.admitted = new AdmittedLabels(declaration.name, declaration.labels, diagnostics);
    this.labelNames = this.admitted.names;
    this.yields = declaration.yields;
    this.maximum = declaration.maxSeries;
    this.create = create;
    this.refuse = refuseFor(declaration.name, diagnostics);
    this.diagnostics = diagnostics;
    // A metric without labels is there from the start: "none so far" is 0, not absence.
    if (this.labelNames.length === 0) this.addSeries([]);
  }

  abstract series(): Iterable<Sample>;

  get size(): number {
    return this.all.length;
  }

  /** The series of these labels. Never throws: each label that is not as declared, or cannot be read, is `other`. */
  find(labels: Readonly<Record<string, unknown>>): S {
    try {
      return this.seek(labels);
    } catch {
      return this.place(this.admitted.read(labels));
    }
  }

  /** The same, with the values in the order of `labelNames`. */
  at(...values: readonly string[]): S {
    return this.planted(values) ?? this.place(this.admitted.admit(values));
  }

  private seek(labels: Readonly<Record<string, unknown>>): S {
    let node: Branch<S> | S | undefined = this.root;
    for (const name of this.labelNames) {
      node = (node as Branch<S>).get(labels[name]);
      if (node === undefined) return this.place(this.admitted.read(labels));
    }
    return node === this.root ? this.only : (node as S);
  }

  /** The series of a metric without labels. */
  private get only(): S {
    return (this.all[0] as { series: S }).series;
  }

  private planted(values: readonly unknown[]): S | undefined {
    let node: Branch<S> | S | undefined = this.root;
    for (let level = 0; level < this.labelNames.length; level++) {
      node = (node as Branch<S>).get(values[level]);
      if (node === undefined) return undefined;
    }
    return node === this.root ? this.only : (node as S);
  }

  private place(values: readonly string[]): S {
    return this.planted(values) ?? this.addSeries(values);
  }

  private addSeries(values: readonly string[]): S {
    if (this.all.length >= this.maximum) return this.overflowing();
    const series = this.create(this.refuse);
    this.all.push({ labels: this.labelNames.map((name, level) => [name, values[level] as string]), series });
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

  private overflowing(): S {
    if (this.overflow !== undefined) return this.overflow;
    this.diagnostics.warnOnce(
      'ASTROLABE_SERIES_OVERFLOW',
      `metric ${this.name} has reached its limit of ${this.maximum} series; further ones are counted in one series, ` +
        'otel_metric_overflow="true"',
    );
    this.overflow = this.create(this.refuse);
    this.all.push({ labels: OVERFLOW_LABELS, series: this.overflow });
    return this.overflow;
  }
}
