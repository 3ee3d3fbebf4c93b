import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { MetricStore } from '../metrics/store.js';
import type { Objective } from '../objectives/objective.js';
import type { Transaction } from '../tracing/transaction.js';
import type { Transactions } from '../tracing/transactions.js';
import { EvenSample } from '../tracing/w3c/even-sample.js';
import { KeepCap } from './keep-cap.js';
import { type KeepReason, keepFailures } from './keep-decision.js';
import { type SamplingConfig, sampleRatio } from './options.js';
import { createSamplerCounts, declareSamplerMetrics } from './sampler-metrics.js';
import { SlowThresholds } from './slow-thresholds.js';
import { TailSampler } from './tail-sampler.js';

const BYTES_PER_MIB = 2 ** 20;

export interface SamplingParts {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly metrics: MetricStore;
  readonly objectives: () => readonly Objective[];
}

/** What is kept of transactions, as the options have it; until they are known, what failed. */
export class Sampling {
  private readonly parts: SamplingParts;
  private readonly thresholds: SlowThresholds;
  private readonly counts = createSamplerCounts();
  private tail: TailSampler | undefined = undefined;

  constructor(parts: SamplingParts) {
    this.parts = parts;
    this.thresholds = new SlowThresholds(parts.objectives, parts.diagnostics);
  }

  /** Takes what the options say, for what begins and ends from now on. */
  configure(config: SamplingConfig, transactions: Transactions): void {
    const { clock, metrics } = this.parts;
    const { thresholds, counts } = this;
    transactions.sampling = { sample: new EvenSample(sampleRatio(config)), trustsCallers: config.trustTraceparent };
    transactions.maxBytes = config.traceMemory * BYTES_PER_MIB;
    this.tail = new TailSampler({ thresholds, counts, cap: new KeepCap(clock, config.tracesPerSecond) });
    declareSamplerMetrics(metrics, counts, transactions);
  }

  decide(transaction: Transaction): KeepReason | undefined {
    return this.tail === undefined ? keepFailures(transaction) : this.tail.decide(transaction);
  }

  /** Marks a transaction that an objective of this metric finds bad: it took longer than that allows, or never came to its end. */
  keepIfSlow(
    transaction: Transaction,
    metric: string,
    seconds: number,
    labels: Readonly<Record<string, string>> = {},
  ): void {
    if (this.thresholds.isBad(metric, seconds, labels)) transaction.keep('slow');
  }
}
