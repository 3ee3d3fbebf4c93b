import { describe, expect, it } from 'vitest';
import { PROCESS_DURATION } from '../jobs/messaging-conventions.js';
import { requestsObjective } from '../objectives/requests.js';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createTracer } from '../tracing/tracer.js';
import type { Transaction, TransactionKind } from '../tracing/transaction.js';
import { EvenSample } from '../tracing/w3c/even-sample.js';
import { KeepCap } from './keep-cap.js';
import { createSamplerCounts } from './sampler-metrics.js';
import { SlowThresholds } from './slow-thresholds.js';
import { TailSampler } from './tail-sampler.js';

const CALLER = `00-${'a'.repeat(32)}-${'b'.repeat(16)}`;
const JOBS = { ...requestsObjective, name: 'jobs', metric: PROCESS_DURATION, withinSeconds: 30 };
const NOTHING = () => undefined;

const setUp = ({ ratio = 0, trustsCallers = false, cap = 100 } = {}) => {
  const clock = createManualClock();
  const inForce = [requestsObjective, JOBS];
  const counts = createSamplerCounts();
  const thresholds = new SlowThresholds(() => inForce, recordDiagnostics().diagnostics);
  const sampler = new TailSampler({ thresholds, cap: new KeepCap(clock, cap), counts });
  const tracer = createTracer(clock, NOTHING);
  tracer.transactions.sampling = { sample: new EvenSample(ratio), trustsCallers };
  const ended = (kind: TransactionKind, change: (transaction: Transaction) => void = NOTHING, parent?: string) => {
    const transaction = tracer.startTransaction(kind, 'x', parent);
    change(transaction);
    transaction.root.end();
    return transaction;
  };
  const decide = (...given: Parameters<typeof ended>) => sampler.decide(ended(...given));
  return { clock, counts, sampler, ended, decide };
};

describe('a transaction', () => {
  it('that failed is kept as an error, whatever else it is', () => {
    const { decide, clock } = setUp({ ratio: 1 });
    const failed = (transaction: Transaction) => {
      transaction.keep();
      transaction.statusCode = 500;
      clock.advance(10_000);
    };
    expect(decide('request', failed)).toBe('error');
  });

  it.each([
    ['request', 2_000, undefined],
    ['request', 2_001, 'slow'],
    ['job', 30_000, undefined],
    ['job', 30_001, 'slow'],
    ['task', 1e6, undefined],
  ] as const)('%s that took %d ms: %s', (kind, ms, reason) => {
    const { decide, clock } = setUp();
    expect(decide(kind, () => clock.advance(ms))).toBe(reason);
  });

  it.each([
    ['request', 200, 'error'],
    ['request', 302, 'error'],
    ['request', 404, undefined],
    ['request', 499, undefined],
    ['job', 0, 'error'],
    ['task', 0, 'error'],
  ] as const)('%s with the status %d in which something was thrown: %s', (kind, statusCode, reason) => {
    const { decide } = setUp();
    const answered = (transaction: Transaction) => {
      transaction.statusCode = statusCode;
    };
    const failed = (transaction: Transaction) => {
      answered(transaction);
      transaction.startSpan('chart').recordException(new TypeError('x'));
    };
    expect([decide(kind, failed), decide(kind, answered)]).toEqual([reason, undefined]);
  });

  it('is not slow for what was held after its answer', () => {
    const { ended, sampler, clock } = setUp();
    const transaction = ended('request', (each) => each.hold(60_000));
    clock.advance(60_000);
    expect([transaction.ended, sampler.decide(transaction)]).toEqual([true, undefined]);
  });

  it('is kept where somebody asked', () => {
    expect(setUp().decide('task', (transaction) => transaction.keep())).toBe('asked');
  });

  it('is in the even sample by its own bits, or by those of its caller', () => {
    const { decide } = setUp({ ratio: 0.5 });
    expect(decide('request', NOTHING, `${CALLER}-00`)).toBe('sample');
    expect(decide('request', NOTHING, `00-${'a'.repeat(18)}7fffffffffffff-${'b'.repeat(16)}-01`)).toBeUndefined();
    const kept = Array.from({ length: 4_000 }, () => decide('request')).filter((reason) => reason === 'sample').length;
    expect(Math.abs(kept - 2_000)).toBeLessThan(200);
  });

  it("is kept by its caller's word only where callers are trusted", () => {
    expect(setUp().decide('request', NOTHING, `${CALLER}-01`)).toBeUndefined();
    expect(setUp({ trustsCallers: true }).decide('request', NOTHING, `${CALLER}-01`)).toBe('upstream');
    expect(setUp({ trustsCallers: true, ratio: 1 }).decide('request', NOTHING, `${CALLER}-00`)).toBeUndefined();
  });

  it('that is not kept has no ids made for it', () => {
    const { ended, sampler } = setUp({ ratio: 0.000_001 });
    const transaction = ended('request');
    expect(sampler.decide(transaction)).toBeUndefined();
    expect((transaction as unknown as { ownTraceId: unknown }).ownTraceId).toBeUndefined();
  });
});

describe('past the cap', () => {
  it('a storm is dropped and counted, and another error is kept all the same', () => {
    const { decide, counts } = setUp({ cap: 10 });
    const failed = (error: Error) => (transaction: Transaction) => transaction.root.recordException(error);
    for (let count = 0; count < 1_000; count++) decide('task', failed(new TypeError('x')));
    expect(decide('task', failed(new RangeError('x')))).toBe('error');
    expect(counts.kept.error + counts.dropped.error).toBe(1_001);
    expect(counts.kept.error).toBeLessThanOrEqual(15);
  });

  it('the even sample goes on, unless callers have drawn it', () => {
    const { decide, counts } = setUp({ ratio: 1, cap: 10 });
    for (let count = 0; count < 1_000; count++) decide('request');
    expect([counts.kept.sample, counts.dropped.sample]).toEqual([1_000, 0]);
    for (let count = 0; count < 1_000; count++) decide('request', NOTHING, `${CALLER}-00`);
    expect(counts.kept.sample).toBeLessThanOrEqual(1_015);
  });
});
