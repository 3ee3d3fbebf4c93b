import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import type { HistogramSeries } from '../histogram.js';
import type { MetricStore } from '../store.js';

const KINDS = ['major', 'minor', 'incremental', 'weakcb'] as const;
type Kind = (typeof KINDS)[number];

/** Source: `GCType` in V8's API; the other kind of minor collection has no constant in Node. */
const MINOR_MARK_SWEEP = 2;
const KIND_OF: Readonly<Record<number, Kind>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [MINOR_MARK_SWEEP]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** An entry of the type `gc`. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

/** Those of prom-client, and more of them where most collections are. */
const EDGES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2, 5];

/** Times every collection of garbage, from `observe` on, which returns the end of it. */
export const createCollectionTimer = (metrics: MetricStore): { observe(): () => void } => {
  const family = metrics.histogram('nodejs_gc_duration_seconds', {
    help: 'Duration of garbage collections, by kind.',
    labels: { kind: KINDS },
    edges: EDGES,
    yields: true,
  });
  const series = new Map<Kind, HistogramSeries>(KINDS.map((kind) => [kind, family.at(kind)]));

  return {
    observe: () => {
      // Collections of one turn of the event loop come together.
      const observer = new PerformanceObserver((list) => {
        for (const { detail, duration } of list.getEntries() as CollectionEntry[]) {
          const kind = KIND_OF[detail.kind];
          if (kind !== undefined) series.get(kind)?.observe(duration / 1_000);
        }
      });
      observer.observe({ entryTypes: ['gc'] });
      return () => observer.disconnect();
    },
  };
};
