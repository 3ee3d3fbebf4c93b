import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { MetricStore } from '../metrics/store.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';
import { hrTime } from '../tracing/hr-time.js';
import type { Resource } from '../tracing/otel-api/readable-span.js';
import type { InstrumentationScope } from '../tracing/span.js';
import { wallOriginMs } from '../tracing/time-input.js';
import type { Tracer } from '../tracing/tracer.js';
import { VERSION } from '../version.js';
import { BatchSize } from './batch-size.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { type Delivery, deliver, settleDelivery } from './delivery.js';
import { metricBatches } from './metric-batches.js';
import type { HistogramKind } from './metric-data.js';
import { orAborted } from './or-aborted.js';
import { type MetricExporter, shutDown } from './otel-exporter.js';
import type { RetryAfter } from './retry-after.js';
import { nextTurn } from './slices.js';
import { suppressed, suppressedAndCaught } from './suppressed.js';

export interface MetricSenderOptions {
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly diagnostics: Diagnostics;
  readonly overhead: OverheadMeter;
  readonly breaker: CircuitBreaker;
  readonly metrics: MetricStore;
  readonly resource: Resource;
  readonly kind: HistogramKind;
  readonly exporter: () => Promise<MetricExporter | undefined>;
  readonly timeoutMs: number;
  readonly retryAfter: RetryAfter;
  readonly settled: (outcome: Delivery['outcome'], count: number, reason: string) => void;
}

const SCOPE: InstrumentationScope = { name: '@astrolabe/core', version: VERSION };
const MAX_POINTS = 1_000;
const MIN_POINTS = 32;

/** Sends every series there is, cumulative, from the one store. What is not taken is in the next sending as well. */
export class MetricSender {
  private sending: Promise<void> | undefined = undefined;
  private cancel: (() => void) | undefined = undefined;
  private isRepeating = false;
  private readonly batchSize = new BatchSize(MAX_POINTS, MIN_POINTS);
  /** Fixed: a wall clock that steps is not to make of it a restart. */
  private startMs: number;
  private readonly options: MetricSenderOptions;

  constructor(options: MetricSenderOptions) {
    this.options = options;
    this.startMs = wallOriginMs(options.clock);
  }

  /** Sends everything every `intervalMs`, and between two times what was not taken; returns the end of it. */
  repeat(intervalMs: number): () => void {
    const end = this.options.clock.every(intervalMs, () => void this.send());
    this.isRepeating = true;
    return () => {
      this.isRepeating = false;
      end();
      this.cancel?.();
    };
  }

  /** Sends everything once; while that goes on, a further call is the same. */
  send(): Promise<void> {
    if (this.options.breaker.pauseMs > 0) return Promise.resolve();
    return this.sendAll();
  }

  /** Sends the last figures, whatever has failed before, and ends the exporter, until `signal` is aborted. */
  async close(signal: AbortSignal): Promise<void> {
    this.isRepeating = false;
    this.cancel?.();
    await orAborted(this.finish(signal), signal);
    await orAborted(shutDown(this.options.exporter), signal);
  }

  private async finish(signal: AbortSignal): Promise<void> {
    await this.sending;
    if (!signal.aborted) await this.sendAll();
  }

  private sendAll(): Promise<void> {
    this.sending ??= suppressedAndCaught(this.options, 'sending metrics', () => this.sendBatches()).finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  private async sendBatches(): Promise<void> {
    const { metrics, kind, exporter: load } = this.options;
    const exporter = await load();
    if (exporter === undefined) return;
    this.batchSize.rested();
    const batches = metricBatches(metrics.families(), this.times, kind, () => this.batchSize.current);
    for (;;) {
      const isTaken = await this.sendNext(exporter, batches);
      if (!isTaken) return;
      await nextTurn();
    }
  }

  /** False when there is no other, or when it was not taken: then the others would not be either. */
  private async sendNext(exporter: MetricExporter, batches: ReturnType<typeof metricBatches>): Promise<boolean> {
    const { clock, tracer, overhead, resource, timeoutMs } = this.options;
    const begunMs = performance.now();
    const { value: batch } = batches.next();
    const readMs = performance.now() - begunMs;
    if (!batch) return false;
    const payload = { resource, scopeMetrics: [{ scope: SCOPE, metrics: batch.metrics }] };
    this.options.retryAfter.begin();
    const delivery = await suppressed(tracer, () => deliver(exporter, payload, clock, timeoutMs));
    const heldMs = readMs + delivery.heldMs;
    overhead.add(heldMs / 1_000);
    this.batchSize.took(heldMs, batch.points);
    return this.settle(delivery, batch.points);
  }

  private settle(delivery: Delivery, points: number): boolean {
    const { outcome } = delivery;
    const { breaker, retryAfter, settled } = this.options;
    const askedMs = retryAfter.take();
    settleDelivery(delivery, points, settled);
    if (outcome === 'exported') breaker.succeeded();
    else breaker.failed(askedMs);
    if (outcome === 'unreachable' && this.isRepeating) this.sendAfterPause();
    return outcome === 'exported';
  }

  /** A whole interval is long to wait. */
  private sendAfterPause(): void {
    const { clock, breaker, tracer } = this.options;
    this.cancel?.();
    // A timer keeps the context it was made in.
    this.cancel = suppressed(tracer, () => clock.after(breaker.pauseMs, () => void this.send()));
  }

  private readonly times = () => {
    const { clock } = this.options;
    const endMs = clock.wallMs();
    // The clock was ahead when the process began: what ends before its beginning is taken by nobody.
    if (endMs < this.startMs) this.startMs = wallOriginMs(clock);
    return { startTime: hrTime(this.startMs), endTime: hrTime(endMs) };
  };
}
