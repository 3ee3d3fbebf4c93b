import type { Diagnostics } from '../diagnostics.js';
import { AstrolabeError } from '../errors.js';
import {
  type Family,
  type MetricType,
  MonotonicSeries,
  NumberSeries,
  ObservedFamily,
  type ObservedOptions,
  type Sample,
  type Series,
} from './family.js';
import { DURATION_EDGES } from './histogram.js';
import {
  type Counter,
  type FamilyOptions,
  type Gauge,
  type Histogram,
  HistogramFamily,
  type HistogramOptions,
  NumberFamily,
} from './instruments.js';
import { checkLabels, checkMetricName, type LabelSpec } from './labels.js';
import { PercentileGauge, type PercentileSource } from './percentiles.js';
import { SeriesTree } from './series-tree.js';

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
  /** Called with every family there is and every one that comes; returns the end of it. */
  onFamily(listener: (family: Family) => void): () => void;
}

const DEFAULT_MAX_SERIES = 2_000;

/** `beforeRead` is called before anything is read: what was put off is counted first. */
export const createMetricStore = (diagnostics: Diagnostics, beforeRead = () => {}): MetricStore => {
  const families = new Map<string, Family>();
  const listeners = new Set<(family: Family) => void>();
  const edgesToCome = new Map<string, Set<number>>();
  const percentiles = new PercentileGauge((metric) => families.get(metric));

  /** The same declaration twice is one metric: modules are loaded twice, as ESM and CommonJS. */
  const declare = <F extends SeriesTree<Series>>(
    name: string,
    type: MetricType,
    options: FamilyOptions<LabelSpec>,
    create: (family: ConstructorParameters<typeof SeriesTree>[0]) => F,
  ): F => {
    const labels = options.labels ?? {};
    checkLabels(name, labels);
    const existing = families.get(name);
    if (existing !== undefined) {
      if (existing instanceof SeriesTree && existing.type === type && sameLabels(existing.spec, labels)) {
        return existing as F;
      }
      throw new AstrolabeError(
        'ASTROLABE_METRIC_CONFLICT',
        `metric "${name}" is declared already as a ${existing.type} with other labels; choose another name`,
      );
    }
    const maxSeries = options.maxSeries ?? DEFAULT_MAX_SERIES;
    const family = create({ name, type, help: options.help, labels, maxSeries, yields: options.yields });
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
      return declare(
        name,
        'counter',
        options,
        (family) => new NumberFamily(family, () => new MonotonicSeries(), diagnostics),
      );
    },
    gauge: (name: string, options: FamilyOptions<LabelSpec>) => {
      checkMetricName(name);
      return declare(
        name,
        'gauge',
        options,
        (family) => new NumberFamily(family, () => new NumberSeries(), diagnostics),
      );
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
      checkMetricName(name, '_seconds');
      const edges = checkEdges(name, options.edges ?? DURATION_EDGES);
      return declare(
        name,
        'histogram',
        options,
        (family) => new HistogramFamily(family, withEdges(edges, edgesToCome.get(name)), diagnostics),
      );
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
    families: () => families.values(),
    family: (name: string) => families.get(name),
    onFamily: (listener: (family: Family) => void) => {
      listeners.add(listener);
      for (const family of families.values()) listener(family);
      return () => listeners.delete(listener);
    },
  };
  // Inside, labels are plain records; the interface narrows them to what each caller declared.
  return store as unknown as MetricStore;
};

const checkEdges = (name: string, edges: readonly number[]): readonly number[] => {
  const ascending = edges.every((edge, index) => edge > (index === 0 ? 0 : (edges[index - 1] as number)));
  if (edges.length > 0 && ascending && edges.every(Number.isFinite)) return edges;
  throw new AstrolabeError(
    'ASTROLABE_METRIC_INVALID',
    `metric "${name}": edges are seconds above 0 in ascending order, such as [0.5, 1, 2]`,
  );
};

const withEdges = (edges: readonly number[], more: ReadonlySet<number> = new Set()): readonly number[] =>
  more.size === 0 ? edges : [...new Set([...edges, ...more])].sort((a, b) => a - b);

const sameLabels = (a: LabelSpec, b: LabelSpec): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => name in b && String(a[name]) === String(b[name]))
  );
};
