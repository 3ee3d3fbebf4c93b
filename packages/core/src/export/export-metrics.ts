import type { MetricStore } from '../metrics/store.js';

/**
 * What becomes of a span that is to be sent: taken by the collector; no room in the queue; refused for good; not taken
 * after several attempts; no exporter to send it with; left over when the process ended.
 */
export const SPAN_OUTCOMES = ['exported', 'queue_full', 'refused', 'unreachable', 'unsendable', 'shutdown'] as const;
export type SpanOutcome = (typeof SPAN_OUTCOMES)[number];
export const POINT_OUTCOMES = ['exported', 'refused', 'unreachable'] as const;

export interface ExportMetrics {
  readonly spans: (outcome: SpanOutcome, count: number) => void;
  readonly points: (outcome: (typeof POINT_OUTCOMES)[number], count: number) => void;
}

export const declareExportMetrics = (metrics: MetricStore, waiting: () => number): ExportMetrics => {
  const spans = metrics.counter('astrolabe_export_spans_total', {
    help: 'Kept spans by what became of them on their way out: exported, or dropped for which reason.',
    labels: { outcome: SPAN_OUTCOMES },
  });
  const points = metrics.counter('astrolabe_export_points_total', {
    help: 'Data points of metrics by what became of them on their way out.',
    labels: { outcome: POINT_OUTCOMES },
  });
  metrics.observedGauge('astrolabe_export_queue_spans', { help: 'Spans that wait to be sent.' }, waiting);
  return {
    spans: (outcome, count) => {
      if (count > 0) spans.labels({ outcome }).inc(count);
    },
    points: (outcome, count) => points.labels({ outcome }).inc(count),
  };
};
