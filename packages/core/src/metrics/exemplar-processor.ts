import type { TransactionProcessor } from '../recorder/recorder.js';
import type { Transaction } from '../tracing/transaction.js';
import type { HistogramSeries } from './histogram.js';
import type { RequestMetrics } from './request-metrics.js';

/**
 * Shows in the buckets of the request durations which trace to look at: the latest that was kept. Of what is not kept,
 * no id is made.
 */
export const createExemplarProcessor = (metrics: () => RequestMetrics): TransactionProcessor => ({
  name: 'exemplars',
  transactionEnded: (transaction) => {
    if (transaction.keepReason === undefined || transaction.kind !== 'request') return;
    const { route, method, statusCode, root } = transaction;
    const series = metrics().route(route).series(method, statusCode);
    setExemplar(series, transaction, (root.endMs - root.startMs) / 1_000);
  },
});

/** Shows a kept transaction in the bucket of what was observed of it. */
export const setExemplar = (series: HistogramSeries, { traceId, clock }: Transaction, value: number): void =>
  series.setExemplar({ traceId, value, wallMs: clock.wallMs() });
