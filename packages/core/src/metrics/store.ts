import type { Diagnostics } from '../diagnostics.js';
import type { Family } from './family.js';
import { FamilyTable } from './family-table.js';
import {
  declareHistograms,
  declareNumbers,
  declareObserved,
  declareUniqueCounts,
  type MetricDeclarations,
  type UniqueCountOptions,
} from './metric-declarations.js';
import { PercentileGauge, type PercentileSource } from './percentiles.js';

/** The one truth: everything that is counted or timed is here, and every reader reads it here. */
export interface MetricStore extends MetricDeclarations {
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

/** `settle` is called before anything is read, so that what was put off is counted. */
export const createMetricStore = (
  diagnostics: Diagnostics,
  settle: () => void = () => undefined,
  users: UniqueCountOptions = {},
): MetricStore => {
  const families = new FamilyTable();
  const percentiles = new PercentileGauge((metric) => families.get(metric));
  const store = {
    ...declareNumbers(families, diagnostics),
    ...declareObserved(families),
    ...declareHistograms(families, diagnostics),
    ...declareUniqueCounts(families, diagnostics, users),
    showPercentiles: (source: PercentileSource) => {
      if (families.get(percentiles.name) === undefined) families.publish(percentiles);
      percentiles.add(source);
    },
    families: () => {
      settle();
      return families.all();
    },
    family: (name: string) => {
      settle();
      return families.get(name);
    },
    settle,
    onFamily: (listener: (family: Family) => void) => families.onFamily(listener),
  };
  // Inside, labels are plain records; the interface narrows them to what each caller declared.
  return store as unknown as MetricStore;
};
