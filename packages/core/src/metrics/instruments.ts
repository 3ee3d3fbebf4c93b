import type { Diagnostics } from '../diagnostics.js';
import { CounterSeries } from './counter-series.js';
import type { Family, Sample } from './family.js';
import { GaugeSeries } from './gauge-series.js';
import { HistogramSeries } from './histogram.js';
import type { LabelSpec, LabelsOf } from './labels.js';
import { type Declaration, SeriesTree } from './series-tree.js';

export type { CounterSeries, GaugeSeries };

export interface FamilyOptions<L extends LabelSpec> {
  readonly help: string;
  readonly labels?: L;
  /** Further label sets share one overflow series; 2000 by default, as in OpenTelemetry, and 100 of a unique count. */
  readonly maxSeries?: number;
  /** Its name is in common use: where the bot has a metric of this name, ours is left out. */
  readonly yields?: true;
}
export interface HistogramOptions<L extends LabelSpec> extends FamilyOptions<L> {
  /** Upper edges in the unit of the metric, ascending; of seconds, OpenTelemetry's and 2 s by default. */
  readonly edges?: readonly number[];
}

/** Labels come first; a metric without labels takes none. Of labels that only the program knows, either will do. */
export type Arguments<L extends LabelSpec, Rest extends readonly unknown[]> = string extends keyof L
  ? Rest | [labels: LabelsOf<L>, ...rest: Rest]
  : keyof L extends never
    ? Rest
    : [labels: LabelsOf<L>, ...rest: Rest];

/** One by default; what may be undefined has to be looked at first, since it would be no 1. */
type Amount = [] | [value: number];

export interface Counter<L extends LabelSpec> extends Family {
  inc(...given: Arguments<L, Amount>): void;
  labels(labels: LabelsOf<L>): CounterSeries;
}
export interface Gauge<L extends LabelSpec> extends Family {
  set(...given: Arguments<L, [value: number]>): void;
  inc(...given: Arguments<L, Amount>): void;
  dec(...given: Arguments<L, Amount>): void;
  labels(labels: LabelsOf<L>): GaugeSeries;
}
export interface Histogram<L extends LabelSpec> extends Family {
  observe(...given: Arguments<L, [value: number]>): void;
  labels(labels: LabelsOf<L>): HistogramSeries;
  /** The series of these values, in the order of the label names: for callers that keep what they get. */
  at(...values: readonly string[]): HistogramSeries;
}

type Labels = Readonly<Record<string, unknown>>;
const NO_LABELS: Labels = {};

const isLabels = (value: unknown): value is Labels => typeof value === 'object' && value !== null;

/** What the metrics that a bot records into have in common: arguments that begin with labels, where it has any. */
export abstract class Instrument<S> extends SeriesTree<S> {
  labels(labels: unknown): S {
    return this.seriesOf(labels);
  }

  protected seriesOf(first: unknown): S {
    return this.find(isLabels(first) ? first : NO_LABELS);
  }

  /** Where the value is: behind the labels, which JavaScript may leave out, or give to a metric that has none. */
  protected placeOfValue(given: readonly unknown[]): 0 | 1 {
    const [first] = given;
    if (isLabels(first)) return 1;
    const isNothing = first === undefined || first === null;
    return isNothing && (given.length > 1 || this.labelNames.length > 0) ? 1 : 0;
  }
}

export class CounterFamily extends Instrument<CounterSeries> {
  constructor(declaration: Declaration, diagnostics: Diagnostics) {
    super(declaration, (refuse) => new CounterSeries(refuse), diagnostics);
  }

  inc(...given: readonly unknown[]): void {
    const series = this.seriesOf(given[0]);
    const place = this.placeOfValue(given);
    if (given.length > place) series.inc(given[place] as number);
    else series.inc();
  }

  *series(): Iterable<Sample> {
    for (const { labels, series } of this.all) yield { labels, value: series.value };
  }
}

export class GaugeFamily extends Instrument<GaugeSeries> {
  constructor(declaration: Declaration, diagnostics: Diagnostics) {
    super(declaration, (refuse) => new GaugeSeries(refuse), diagnostics);
  }

  set(...given: readonly unknown[]): void {
    this.seriesOf(given[0]).set(given[this.placeOfValue(given)] as number);
  }

  inc(...given: readonly unknown[]): void {
    const series = this.seriesOf(given[0]);
    const place = this.placeOfValue(given);
    if (given.length > place) series.inc(given[place] as number);
    else series.inc();
  }

  dec(...given: readonly unknown[]): void {
    const series = this.seriesOf(given[0]);
    const place = this.placeOfValue(given);
    if (given.length > place) series.dec(given[place] as number);
    else series.dec();
  }

  *series(): Iterable<Sample> {
    for (const { labels, series } of this.all) yield { labels, value: series.value };
  }
}

/** The edges of a metric, shared by all of its series. */
interface Layout {
  edges: readonly number[];
}

export class HistogramFamily extends Instrument<HistogramSeries> {
  /** As they were declared; an objective may have added its own. */
  readonly declaredEdges: readonly number[];
  private readonly layout: Layout;

  constructor(
    declaration: Declaration,
    edges: { readonly declared: readonly number[]; readonly all: readonly number[] },
    diagnostics: Diagnostics,
  ) {
    const layout: Layout = { edges: edges.all };
    // A metric without labels makes its series at once, so the layout has to be there before `this` is.
    super(declaration, (refuse) => new HistogramSeries(layout.edges, refuse), diagnostics);
    this.layout = layout;
    this.declaredEdges = edges.declared;
  }

  /** Adds an edge. False if something was observed before: what was counted cannot be divided any more. */
  addEdge(edge: number): boolean {
    const { layout, all } = this;
    if (layout.edges.includes(edge)) return true;
    if (all.some(({ series }) => series.count > 0)) return false;
    layout.edges = [...layout.edges, edge].sort((a, b) => a - b);
    for (const { series } of all) series.replaceEdges(layout.edges);
    return true;
  }

  observe(...given: readonly unknown[]): void {
    this.seriesOf(given[0]).observe(given[this.placeOfValue(given)] as number);
  }

  *series(): Iterable<Sample> {
    for (const { labels, series } of this.all) yield { labels, value: series };
  }
}
