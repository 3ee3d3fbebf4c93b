import { type Clock, systemClock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import { declarationOf, declaredWithOtherEdges } from './declaration.js';
import { edgesOf, sameEdges, withEdges } from './edges.js';
import { CounterFamily, GaugeFamily, HistogramFamily } from './families.js';
import { ObservedFamily, type ObservedOptions, type Sample } from './family.js';
import type { FamilyTable } from './family-table.js';
import type { Counter, FamilyOptions, Gauge, Histogram, HistogramOptions } from './instruments.js';
import { checkLabels, checkMetricName, type LabelSpec } from './labels.js';
import { DAY_LABEL, type UniqueCount, UniqueCountFamily } from './unique-count/unique-count.js';
import { createUniqueContext, type UniqueContext } from './unique-count/unique-series.js';
import { checkHistogramName } from './units.js';

/** How metrics come to be. */
export interface MetricDeclarations {
  /** @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT` */
  counter<const L extends LabelSpec = Record<never, never>>(
    name: `${string}_total`,
    options: FamilyOptions<L>,
  ): Counter<L>;
  /** @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT` */
  gauge<const L extends LabelSpec = Record<never, never>>(name: string, options: FamilyOptions<L>): Gauge<L>;
  /** A gauge without labels that is read when a reader comes. The latest `read` of a name counts. */
  observedGauge(name: string, options: { readonly help: string }, read: () => number): void;
  /**
   * A metric whose series are read when a reader comes. The latest `read` of a name counts. The labels of a
   * series are one array for its life: readers keep what they make of it.
   * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`
   */
  observed(options: ObservedOptions, read: () => Iterable<Sample>): void;
  /** @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT` */
  histogram<const L extends LabelSpec = Record<never, never>>(
    name: `${string}_seconds`,
    options: HistogramOptions<L>,
  ): Histogram<L>;
  /** Of another unit than seconds, the edges have to be given. */
  histogram<const L extends LabelSpec = Record<never, never>>(
    name: `${string}_${string}`,
    options: HistogramOptions<L> & { readonly edges: readonly number[] },
  ): Histogram<L>;
  /**
   * Gives a histogram an edge at `seconds`: at once, or when it is declared. False if the metric is none, or has
   * observations already, which no edge can divide any more.
   */
  addEdge(metric: string, seconds: number): boolean;
  /**
   * Counts different users a day, in UTC, without keeping any: a gauge with a label `day`, `today` or `yesterday`.
   * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
   */
  uniqueCount<const L extends LabelSpec = Record<never, never>>(
    name: string,
    options: FamilyOptions<L>,
  ): UniqueCount<L>;
}

/** What unique counts need: the day, and a key that other processes may share. */
export interface UniqueCountOptions {
  readonly clock?: Pick<Clock, 'wallMs'>;
  /** 16 bytes; random ones by default. */
  readonly key?: Uint8Array;
}

type Options = FamilyOptions<LabelSpec>;

/** Counters and gauges that are recorded into. */
export const declareNumbers = (families: FamilyTable, diagnostics: Diagnostics) => ({
  counter: (name: string, options: Options) => {
    checkMetricName(name, '_total');
    const declaration = declarationOf(name, 'counter', options);
    return families.declare(CounterFamily, declaration, () => new CounterFamily(declaration, diagnostics));
  },
  gauge: (name: string, options: Options) => {
    checkMetricName(name);
    const declaration = declarationOf(name, 'gauge', options);
    return families.declare(GaugeFamily, declaration, () => new GaugeFamily(declaration, diagnostics));
  },
});

/** Metrics that are read where what they measure is. */
export const declareObserved = (families: FamilyTable) => ({
  observedGauge: (name: string, { help }: { readonly help: string }, read: () => number) => {
    checkMetricName(name);
    families.publish(new ObservedFamily({ name, type: 'gauge', help }, () => [{ labels: [], value: read() }]));
  },
  observed: (options: ObservedOptions, read: () => Iterable<Sample>) => {
    checkMetricName(options.name, options.type === 'counter' ? '_total' : undefined);
    checkLabels(options.name, options.labels ?? {});
    families.publish(new ObservedFamily(options, read));
  },
});

/** Histograms, and the edges that are asked for before they are there. */
export const declareHistograms = (families: FamilyTable, diagnostics: Diagnostics) => {
  const edgesToCome = new Map<string, Set<number>>();
  return {
    histogram: (name: string, options: HistogramOptions<LabelSpec>) => {
      checkMetricName(name);
      checkHistogramName(name);
      const declared = edgesOf(name, options.edges);
      const declaration = declarationOf(name, 'histogram', options);
      const family = families.declare(HistogramFamily, declaration, () => {
        const all = withEdges(declared, edgesToCome.get(name));
        return new HistogramFamily(declaration, { declared, all }, diagnostics);
      });
      if (options.edges === undefined || sameEdges(family.declaredEdges, declared)) return family;
      throw declaredWithOtherEdges(name, family.declaredEdges);
    },
    addEdge: (metric: string, seconds: number) => {
      const family = families.get(metric);
      if (family !== undefined) return family instanceof HistogramFamily && family.addEdge(seconds);
      edgesToCome.set(metric, (edgesToCome.get(metric) ?? new Set()).add(seconds));
      return true;
    },
  };
};

/** Of unique counts, of which one takes up to 64 KiB. */
const DEFAULT_MAX_UNIQUE_COUNTS = 100;

/** Unique counts, which share a key: it is made with the first of them. */
export const declareUniqueCounts = (families: FamilyTable, diagnostics: Diagnostics, users: UniqueCountOptions) => {
  let shared: UniqueContext | undefined;
  return {
    uniqueCount: (name: string, options: Options) => {
      checkMetricName(name);
      checkLabels(name, options.labels ?? {}, [DAY_LABEL]);
      const declaration = declarationOf(name, 'gauge', options, DEFAULT_MAX_UNIQUE_COUNTS);
      shared ??= createUniqueContext(users.clock ?? systemClock(diagnostics), users.key);
      const context = shared;
      return families.declare(
        UniqueCountFamily,
        declaration,
        () => new UniqueCountFamily(declaration, context, diagnostics),
      );
    },
  };
};
