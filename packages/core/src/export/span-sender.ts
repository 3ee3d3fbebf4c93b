import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';
import type { ReadableSpan } from '../tracing/otel-api/readable-span.js';
import type { Tracer } from '../tracing/tracer.js';
import { BatchSize } from './batch-size.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { type Delivery, deliver, settleDelivery } from './delivery.js';
import type { SpanOutcome } from './export-metrics.js';
import { orAborted } from './or-aborted.js';
import { type SpanExporter, shutDown } from './otel-exporter.js';
import type { RetryAfter } from './retry-after.js';
import { nextTurn } from './slices.js';
import { suppressed, suppressedAndCaught } from './suppressed.js';

export interface SpanSenderOptions {
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly diagnostics: Diagnostics;
  readonly overhead: OverheadMeter;
  readonly breaker: CircuitBreaker;
  /** Resolves when there is one to send with, or with `undefined` when there is none. */
  readonly exporter: () => Promise<SpanExporter | undefined>;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  readonly delayMs: number;
  readonly timeoutMs: number;
  readonly retryAfter: RetryAfter;
  readonly settled: (outcome: SpanOutcome, count: number, reason: string) => void;
}

/** However few the spans are, they wait in no more than this, estimated. */
const MAX_QUEUE_BYTES = 16 * 1024 * 1024;
/** A batch that nobody has taken so often makes place for the next: it may be what is wrong. */
const MAX_ATTEMPTS = 8;
const SHUT_DOWN = 'the process ends';
/** By then the processor's caches have gone to the bot. */
const RESTED_AFTER_MS = 100;

/** Spans that wait to be sent, in batches, one at a time. What finds no place is dropped and counted. */
export class SpanSender {
  private queue: ReadableSpan[] = [];
  private bytes = 0;
  private attempts = 0;
  private sending: Promise<void> | undefined = undefined;
  private cancel: (() => void) | undefined = undefined;
  /** So many wait until nothing is left. */
  private flushing = 0;
  private failures = 0;
  private ending: AbortSignal | undefined = undefined;
  private isOver = false;
  private sentMs = Number.NEGATIVE_INFINITY;
  private readonly batchSize: BatchSize;
  private readonly options: SpanSenderOptions;

  constructor(options: SpanSenderOptions) {
    this.options = options;
    this.batchSize = new BatchSize(options.maxBatchSize);
  }

  get waiting(): number {
    return this.queue.length;
  }

  add(spans: readonly ReadableSpan[], bytes: number): void {
    const { maxQueueSize, maxBatchSize, delayMs } = this.options;
    if (this.isOver) {
      this.options.settled('shutdown', spans.length, SHUT_DOWN);
      return;
    }
    const room = this.bytes + bytes > MAX_QUEUE_BYTES ? 0 : maxQueueSize - this.queue.length;
    const taken = spans.slice(0, Math.max(0, room));
    if (taken.length > 0) {
      this.queue.push(...taken);
      this.bytes += bytes * (taken.length / spans.length);
    }
    if (taken.length < spans.length) this.dropped('queue_full', spans.length - taken.length);
    if (this.queue.length >= maxBatchSize) this.schedule(this.options.breaker.pauseMs);
    else if (this.cancel === undefined) this.schedule(Math.max(delayMs, this.options.breaker.pauseMs));
  }

  dropped(outcome: SpanOutcome, count: number): void {
    if (count > 0) this.options.settled(outcome, count, '');
  }

  /** Sends what is left, until `signal` is aborted or a batch is not taken. */
  async flush(signal: AbortSignal): Promise<void> {
    const { failures } = this;
    this.flushing++;
    // What was being sent may have come to its end just before the last of these were added.
    do await orAborted(this.begin(), signal);
    while (this.queue.length > 0 && this.failures === failures && !signal.aborted);
    this.flushing--;
  }

  /** The same, and ends the exporter: what is left then is dropped. */
  async shutdown(signal: AbortSignal): Promise<void> {
    this.ending = signal;
    await this.flush(signal);
    this.cancel?.();
    this.isOver = true;
    this.options.settled('shutdown', this.take(this.queue.length), SHUT_DOWN);
    await orAborted(shutDown(this.options.exporter), signal);
  }

  private schedule(delayMs: number): void {
    if (this.sending !== undefined || this.ending !== undefined) return;
    const { clock, tracer } = this.options;
    this.cancel?.();
    // A timer keeps the context it was made in, and with it a whole transaction.
    this.cancel = suppressed(tracer, () => clock.after(delayMs, () => void this.begin()));
  }

  private begin(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    const { delayMs, breaker } = this.options;
    const sent = () => this.send();
    this.sending ??= suppressedAndCaught(this.options, 'sending spans', sent, () => this.giveUp()).finally(() => {
      this.sending = undefined;
      if (this.queue.length > 0) this.schedule(Math.max(delayMs, breaker.pauseMs));
    });
    return this.sending;
  }

  /** Of what could not be sent for a fault of ours, the batch may be the reason. */
  private giveUp(): void {
    this.failures++;
    this.attempts = 0;
    this.dropped('unsendable', this.take(Math.min(this.batchSize.current, this.queue.length)));
  }

  private async send(): Promise<void> {
    const { breaker, exporter: load, clock, tracer, timeoutMs, overhead } = this.options;
    const exporter = await load();
    if (exporter === undefined) {
      this.dropped('unsendable', this.take(this.queue.length));
      return;
    }
    if (clock.nowMs() - this.sentMs > RESTED_AFTER_MS) this.batchSize.rested();
    while (this.queue.length > 0 && (breaker.pauseMs === 0 || this.flushing > 0)) {
      // Whatever was done just before, reading the last of these spans or sending others, has held the event loop up.
      await nextTurn();
      if (this.ending?.aborted) return;
      const batch = this.queue.slice(0, this.batchSize.current);
      this.options.retryAfter.begin();
      const delivery = await suppressed(tracer, () => deliver(exporter, batch, clock, timeoutMs));
      overhead.add(delivery.heldMs / 1_000);
      this.batchSize.took(delivery.heldMs, batch.length);
      this.sentMs = clock.nowMs();
      if (this.ending?.aborted) return;
      this.settle(delivery, batch.length);
      if (delivery.outcome === 'exported') continue;
      this.failures++;
      if (this.flushing > 0) return;
    }
  }

  private settle(delivery: Delivery, count: number): void {
    const { outcome, reason } = delivery;
    const { breaker, retryAfter, settled } = this.options;
    const askedMs = retryAfter.take();
    if (outcome === 'exported') breaker.succeeded();
    else breaker.failed(askedMs);
    this.attempts = outcome === 'unreachable' ? this.attempts + 1 : 0;
    if (outcome !== 'unreachable' || this.attempts >= MAX_ATTEMPTS) {
      this.attempts = 0;
      settleDelivery(delivery, this.take(count), settled);
    } else settled(outcome, 0, reason);
  }

  /** Lets go of the first `count`, which are as many. */
  private take(count: number): number {
    const before = this.queue.length;
    if (count > 0) {
      this.queue.splice(0, count);
      this.bytes = before === count ? 0 : this.bytes * (this.queue.length / before);
    }
    return count;
  }
}
