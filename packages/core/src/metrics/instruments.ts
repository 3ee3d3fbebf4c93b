import type { Family, NumberSeries } from './family.js';
import { HistogramSeries } from './histogram.js';
import type { LabelSpec, LabelsOf } from './labels.js';
import { SeriesTree } from './series-tree.js';

export interface FamilyOptions<L extends LabelSpec> {
  readonly help: string;
  readonly labels?: L;
  /** Further label sets share one overflow series; 2000 by default, as in OpenTelemetry. */
  readonly maxSeries?: number;
  /** Its name is in common use: where the bot has a metric of this name, ours is left out. */
  readonly yields?: true;
}
export interface HistogramOptions<L extends LabelSpec> extends FamilyOptions<L> {
  /** Upper edges in seconds, ascending; OpenTelemetry's and 2 s by default. */
  readonly edges?: readonly number[];
}

/** Labels come first; a metric without labels takes none. */
type Arguments<L extends LabelSpec, Rest extends readonly unknown[]> = keyof L extends never
  ? Rest
  : [labels: LabelsOf<L>, ...rest: Rest];

export interface CounterSeries {
  /** Adds `value`; one by default. What is less than zero or no finite number is ignored: a counter never goes back. */
  inc(value?: number): void;
}
export interface Counter<L extends LabelSpec> extends Family {
  inc(...values: Arguments<L, [value?: number]>): void;
  labels(labels: LabelsOf<L>): CounterSeries;
}
export interface GaugeSeries {
  inc(value?: number): void;
  set(value: number): void;
}
export interface Gauge<L extends LabelSpec> extends Family {
  set(...values: Arguments<L, [value: number]>): void;
  labels(labels: LabelsOf<L>): GaugeSeries;
}
export interface Histogram<L extends LabelSpec> extends Family {
  observe(...values: Arguments<L, [seconds: number]>): void;
  labels(labels: LabelsOf<L>): HistogramSeries;
  /** The series of these values, in the order of the label names: for callers that keep what they get. */
  at(...values: readonly string[]): HistogramSeries;
}

type Labels = Readonly<Record<string, string>>;

const isLabels = (value: Labels | number | undefined): value is Labels => typeof value === 'object' && value !== null;

/** Counters and gauges. */
export class NumberFamily extends SeriesTree<NumberSeries> {
  inc(labels?: Labels | number, value?: number): void {
    if (isLabels(labels)) this.find(labels).inc(value);
    else this.only.inc(labels ?? value);
  }

  set(labels: Labels | number, value?: number): void {
    if (isLabels(labels)) this.find(labels).set(value as number);
    else this.only.set(labels);
  }

  labels(labels: Labels): NumberSeries {
    return this.find(labels);
  }
}

/** The edges of a metric, shared by all of its series. */
interface Layout {
  edges: readonly number[];
}

export class HistogramFamily extends SeriesTree<HistogramSeries> {
  private readonly layout: Layout;

  constructor(
    family: ConstructorParameters<typeof SeriesTree>[0],
    edges: readonly number[],
    diagnostics: ConstructorParameters<typeof SeriesTree>[2],
  ) {
    const layout: Layout = { edges };
    // A metric without labels makes its series at once, so the layout has to be there before `this` is.
    super(family, () => new HistogramSeries(layout.edges), diagnostics);
    this.layout = layout;
  }

  /** Adds an edge. False if something was observed before: what was counted cannot be divided any more. */
  addEdge(seconds: number): boolean {
    const { layout } = this;
    if (layout.edges.includes(seconds)) return true;
    const all = [...this.series()].map(({ value }) => value as HistogramSeries);
    if (all.some(({ count }) => count > 0)) return false;
    layout.edges = [...layout.edges, seconds].sort((a, b) => a - b);
    for (const series of all) series.replaceEdges(layout.edges);
    return true;
  }

  observe(labels: Labels | number, seconds?: number): void {
    if (isLabels(labels)) this.find(labels).observe(seconds as number);
    else this.only.observe(labels);
  }

  labels(labels: Labels): HistogramSeries {
    return this.find(labels);
  }
}
