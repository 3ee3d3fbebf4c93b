import type { Sample } from '../metrics/family.js';
import type { MetricStore } from '../metrics/store.js';
import type { Transactions } from '../tracing/transactions.js';
import { KEEP_REASONS, type KeepReason } from './keep-decision.js';

/** Since the process began. */
export interface SamplerCounts {
  readonly kept: Record<KeepReason, number>;
  /** There were too many in that second. */
  readonly dropped: Record<KeepReason, number>;
}

export const createSamplerCounts = (): SamplerCounts => ({
  kept: { error: 0, slow: 0, asked: 0, upstream: 0, sample: 0 },
  dropped: { error: 0, slow: 0, asked: 0, upstream: 0, sample: 0 },
});

const SPAN_REASONS = ['transaction', 'memory'] as const;

/** What is kept and what is not, as plain numbers that are read when a reader comes. */
export const declareSamplerMetrics = (metrics: MetricStore, counts: SamplerCounts, all: Transactions): void => {
  const counter = <R extends string>(
    name: string,
    help: string,
    reasons: readonly R[],
    read: () => Record<R, number>,
  ) => {
    const series = reasons.map((reason) => ({ reason, labels: [['reason', reason]] as const }));
    metrics.observed({ name, type: 'counter', help, labels: { reason: reasons } }, () =>
      series.map(({ reason, labels }): Sample => ({ labels, value: read()[reason] })),
    );
  };
  counter(
    'astrolabe_transactions_kept_total',
    'Transactions whose spans were kept, by the first reason that held.',
    KEEP_REASONS,
    () => counts.kept,
  );
  counter(
    'astrolabe_transactions_dropped_total',
    'Transactions that were worth keeping and were not kept: there were too many in that second.',
    KEEP_REASONS,
    () => counts.dropped,
  );
  counter(
    'astrolabe_spans_dropped_total',
    'Spans that were not recorded: their transaction had its most, or all transactions together took too much memory.',
    SPAN_REASONS,
    () => all.droppedSpans,
  );
  metrics.observed(
    {
      name: 'astrolabe_transactions_expired_total',
      type: 'counter',
      help: 'Transactions that had not ended after two hours, and were ended.',
    },
    () => [{ labels: [], value: all.expired }],
  );
  metrics.observedGauge(
    'astrolabe_transactions_open_bytes',
    { help: 'What the transactions that have not ended take in memory, by estimate.' },
    () => all.bytes,
  );
};
