import { type Clock, systemClock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import { type Declaration, declarationOf, declaredOtherwise, declaredWithOtherEdges } from './declaration.js';
import { edgesOf, sameEdges, withEdges } from './edges.js';
import { CounterFamily, GaugeFamily, HistogramFamily } from './families.js';
import { type Family, ObservedFamily, type ObservedOptions, type Sample } from './family.js';
import type { Counter, FamilyOptions, Gauge, Histogram, HistogramOptions } from './instruments.js';
import { checkLabels, checkMetricName, type LabelSpec, sameLabels } from './labels.js';
import { PercentileGauge, type PercentileSource } from './percentiles.js';
import type { SeriesTree } from './series-tree.js';
import { DAY_LABEL, type UniqueCount, UniqueCountFamily } from './unique-count/unique-count.js';
import { createUniqueContext, type UniqueContext } from './unique-count/unique-series.js';
import { checkHistogramName } from './units.js';

/** The one truth: everything that is counted or timed is here, and every reader reads it here. */
export interface MetricStore {
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
   * A counter or gauge whose series are read when a reader comes. The latest `read` of a name counts. The labels of a
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
   * Counts different users a day, in UTC, without keeping any: a gauge with a label `day`, `today` or `yesterday`.
   * @throws AstrolabeError `ASTROLABE_METRIC_INVALID`, `ASTROLABE_METRIC_CONFLICT`
   */
  uniqueCount<const L extends LabelSpec = Record<never, never>>(
    name: string,
    options: FamilyOptions<L>,
  ): UniqueCount<L>;
  /**
   * Gives a histogram an edge at `seconds`: at once, or when it is declared. False if the metric is none, or has
   * observations already, which no edge can divide any more.
   */
  addEdge(metric: string, seconds: number): boolean;
  /** Shows percentiles of a histogram, in the gauge `astrolabe_percentile_seconds`. */
  showPercentiles(source: PercentileSource): void;
  /** Readers: a lazy walk, sliced by the caller; never a copied snapshot. */
  families(): Iterable<Family>;
  family(name: string): Family | undefined;
  /** Has counted what was put off; who keeps a family calls it before reading. */
  settle(): void;
  /** Called with every family there is and every one that comes; returns the end of it. */
  onFamily(listener: (family: Family) => void): () => void;
}

/** Of unique counts, of which one takes up to 64 KiB. */
const DEFAULT_MAX_UNIQUE_COUNTS = 100;

/** What unique counts need: the day, and a key that other processes may share. */
export interface UniqueCountOptions {
  readonly clock?: Pick<Clock, 'wallMs'>;
  /** 16 bytes; random ones by default. */
  readonly key?: Uint8Array;
}

/** `settle` is called before anything is read, so that what was put off is counted. */
export const createMetricStore = (
  diagnostics: Diagnostics,
  settle: () => void = () => undefined,
  users: UniqueCountOptions = {},
): MetricStore => {
  const families = new Map<string, Family>();
  const listeners = new Set<(family: Family) => void>();
  const edgesToCome = new Map<string, Set<number>>();
  const percentiles = new PercentileGauge((metric) => families.get(metric));
  let uniqueContext: UniqueContext | undefined;

  /** The same declaration twice is one metric: modules are loaded twice, as ESM and CommonJS. */
  const declare = <F extends SeriesTree<unknown>>(
    kind: abstract new (...args: never[]) => F,
    declaration: Declaration,
    create: (declaration: Declaration) => F,
  ): F => {
    const existing = families.get(declaration.name);
    if (existing !== undefined) {
      if (existing instanceof kind && sameLabels(existing.spec, declaration.labels)) return existing;
      throw declaredOtherwise(declaration, existing);
    }
    const family = create(declaration);
    publish(family);
    return family;
  };

  const publish = (family: Family) => {
    families.set(family.name, family);
    for (const listener of listeners) listener(family);
  };

  const store = {
    counter: (name: string, options: FamilyOptions<LabelSpec>) => {
      checkMetricName(name, '_total');
      const declaration = declarationOf(name, 'counter', options);
      return declare(CounterFamily, declaration, () => new CounterFamily(declaration, diagnostics));
    },
    gauge: (name: string, options: FamilyOptions<LabelSpec>) => {
      checkMetricName(name);
      const declaration = declarationOf(name, 'gauge', options);
      return declare(GaugeFamily, declaration, () => new GaugeFamily(declaration, diagnostics));
    },
    uniqueCount: (name: string, options: FamilyOptions<LabelSpec>) => {
      checkMetricName(name);
      checkLabels(name, options.labels ?? {}, [DAY_LABEL]);
      const declaration = declarationOf(name, 'gauge', options, DEFAULT_MAX_UNIQUE_COUNTS);
      uniqueContext ??= createUniqueContext(users.clock ?? systemClock(diagnostics), users.key);
      const context = uniqueContext;
      return declare(UniqueCountFamily, declaration, () => new UniqueCountFamily(declaration, context, diagnostics));
    },
    observedGauge: (name: string, options: { readonly help: string }, read: () => number) => {
      checkMetricName(name);
      publish(new ObservedFamily({ name, type: 'gauge', help: options.help }, () => [{ labels: [], value: read() }]));
    },
    observed: (options: ObservedOptions, read: () => Iterable<Sample>) => {
      checkMetricName(options.name, options.type === 'counter' ? '_total' : undefined);
      checkLabels(options.name, options.labels ?? {});
      publish(new ObservedFamily(options, read));
    },
    histogram: (name: string, options: HistogramOptions<LabelSpec>) => {
      checkMetricName(name);
      checkHistogramName(name);
      const declared = edgesOf(name, options.edges);
      const declaration = declarationOf(name, 'histogram', options);
      const family = declare(HistogramFamily, declaration, () => {
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
    showPercentiles: (source: PercentileSource) => {
      if (!families.has(percentiles.name)) publish(percentiles);
      percentiles.add(source);
    },
    families: () => {
      settle();
      return families.values();
    },
    family: (name: string) => {
      settle();
      return families.get(name);
    },
    settle,
    onFamily: (listener: (family: Family) => void) => {
      listeners.add(listener);
      for (const family of families.values()) listener(family);
      return () => listeners.delete(listener);
    },
  };
  // Inside, labels are plain records; the interface narrows them to what each caller declared.
  return store as unknown as MetricStore;
};
