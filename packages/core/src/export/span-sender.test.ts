import { describe, expect, it } from 'vitest';
import { createRuntime } from '../runtime.js';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { ReadableSpan } from '../tracing/otel-api/readable-span.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { SpanExporter } from './otel-exporter.js';
import { NO_RETRY_AFTER } from './retry-after.js';
import { SpanSender } from './span-sender.js';

describe('spans that cannot be sent for a fault of ours', () => {
  it('are counted and said to be so, end nothing, and make place for the next', async () => {
    const clock = createManualClock(1_000, 1_700_000_000_000);
    const { diagnostics, lines } = recordDiagnostics();
    const sent: number[] = [];
    const exporter: SpanExporter = {
      export: (spans, done) => {
        sent.push(spans.length);
        done({ code: 0 });
      },
      shutdown: () => Promise.resolve(),
    };
    const loads = [Promise.reject(new TypeError('broken')), Promise.resolve(exporter)];
    const settled: [string, number][] = [];
    const sender = new SpanSender({
      ...createRuntime({ clock, diagnostics }),
      breaker: new CircuitBreaker(clock),
      exporter: () => loads.shift() as Promise<SpanExporter>,
      maxQueueSize: 10,
      maxBatchSize: 10,
      delayMs: 1_000,
      timeoutMs: 1_000,
      retryAfter: NO_RETRY_AFTER,
      settled: (outcome, count) => settled.push([outcome, count]),
    });
    const { signal } = new AbortController();
    const span = {} as ReadableSpan;

    sender.add([span, span], 200);
    await sender.flush(signal);
    expect(lines.map(({ line }) => line)).toEqual([expect.stringMatching(/sending spans.*TypeError.*EXPORTER_FAILED/)]);
    sender.add([span], 100);
    await sender.flush(signal);
    expect(sent).toEqual([1]);
    expect(settled).toEqual([
      ['unsendable', 2],
      ['exported', 1],
    ]);
  });
});
