import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { createTracer } from './tracer.js';
import { EvenSample } from './w3c/even-sample.js';
import { isSampled, probabilityOf, thresholdOf } from './w3c/probability.js';

const CALLER = `00-${'a'.repeat(32)}-${'b'.repeat(16)}`;
const tracerOf = (ratio: number, trustsCallers = false) => {
  const tracer = createTracer(createManualClock(), () => undefined);
  tracer.transactions.sampling = { sample: new EvenSample(ratio), trustsCallers };
  return tracer;
};
const idsOf = (ratio: number, headers?: readonly string[], trustsCallers = false) =>
  tracerOf(ratio, trustsCallers).startTransaction('request', '', headers).root.spanContext();

describe('a trace that begins here', () => {
  it.each([0, 0.000_1, 0.01, 0.3, 0.5, 0.99, 1])('is sampled as its id says, asked before or after: %d', (ratio) => {
    const tracer = tracerOf(ratio);
    const threshold = thresholdOf(ratio);
    for (let count = 0; count < 2_000; count++) {
      const transaction = tracer.startTransaction('request', '');
      const before = count % 2 === 0 ? transaction.sampled : undefined;
      const expected = threshold !== undefined && isSampled(transaction.traceId.slice(-14), threshold);
      expect([before ?? expected, transaction.sampled]).toEqual([expected, expected]);
    }
  });

  it('is in the sample as often as was asked for', () => {
    const tracer = tracerOf(0.1);
    const sampled = Array.from({ length: 20_000 }, () => tracer.startTransaction('task', 'x').sampled);
    expect(Math.abs(sampled.filter(Boolean).length - 2_000)).toBeLessThan(250);
    expect(probabilityOf(thresholdOf(0.1) ?? '')).toBeCloseTo(0.1, 4);
  });

  it('says so to others with its flags, and with the threshold where it is sampled', () => {
    const sampled = idsOf(1);
    expect([sampled.traceFlags, sampled.traceState?.serialize()]).toEqual([3, 'ot=th:0']);
    const other = idsOf(0);
    expect([other.traceFlags, other.traceState]).toEqual([2, undefined]);
  });
});

describe("a caller's trace", () => {
  it('is sampled here by its own bits, and the threshold of before is replaced', () => {
    const headers = ['traceparent', `${CALLER}-01`, 'tracestate', 'ot=th:8;p:1,foo=1'];
    const half = idsOf(0.5, headers);
    expect([half.traceFlags, half.traceState?.serialize()]).toEqual([1, 'ot=th:8;p:1,foo=1']);
    const third = idsOf(0.25, headers);
    expect([third.traceFlags, third.traceState?.serialize()]).toEqual([0, 'ot=p:1,foo=1']);
  });

  it('is sampled here by the randomness that was chosen for it', () => {
    expect(idsOf(0.9, ['traceparent', `${CALLER}-01`, 'tracestate', 'ot=rv:00000000000000']).traceFlags).toBe(0);
  });

  it('is left as it is where callers are trusted', () => {
    const headers = ['traceparent', `${CALLER}-03`, 'tracestate', 'ot=th:8,foo=1'];
    const ids = idsOf(0, headers, true);
    expect([ids.traceFlags, ids.traceState?.serialize()]).toEqual([3, 'ot=th:8,foo=1']);
  });

  it('is in a larger sample wherever it is in a smaller one', () => {
    for (let count = 0; count < 500; count++) {
      const { traceId } = idsOf(1);
      const headers = ['traceparent', `00-${traceId}-${'b'.repeat(16)}-00`];
      const [small, large] = [0.1, 0.4].map((ratio) => (idsOf(ratio, headers).traceFlags & 1) as 0 | 1);
      expect((large ?? 0) - (small ?? 0)).toBeGreaterThanOrEqual(0);
    }
  });
});
