import type { Diagnostics } from '../diagnostics.js';
import { CounterSeries } from './counter-series.js';
import type { Declaration } from './declaration.js';
import type { Sample } from './family.js';
import { GaugeSeries } from './gauge-series.js';
import { HistogramSeries } from './histogram.js';
import { SeriesTree } from './series-tree.js';

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
