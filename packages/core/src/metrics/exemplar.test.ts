import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFailures } from '../recorder/keep-decision.js';
import { createRecorder } from '../recorder/recorder.js';
import { createManualClock, type ManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createTracer, type RequestTracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import { createExemplarProcessor } from './exemplar-processor.js';
import { DURATION_EDGES, HistogramSeries } from './histogram.js';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.js';
import { createMetricStore } from './store.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const BUCKET_OF_60_MS = DURATION_EDGES.indexOf(0.075);

let clock: ManualClock;
let metrics: RequestMetrics;
let tracer: RequestTracer;

beforeEach(() => {
  const { diagnostics } = recordDiagnostics();
  clock = createManualClock();
  metrics = createRequestMetrics(createMetricStore(diagnostics), { active: () => 0, maxSeries: 100, diagnostics });
  const recorder = createRecorder(diagnostics);
  recorder.add(createExemplarProcessor(() => metrics));
  tracer = createTracer(clock, recorder.transactionEnded);
});
afterEach(() => expect(clock.pending).toBe(0));

/** A request of 60 ms; `before` it ends, something may happen to it. */
const request = (statusCode: number, before: (transaction: Transaction) => void = () => undefined): Transaction => {
  const transaction = tracer.enterRequest(['traceparent', `00-${TRACE}-b7ad6b7169203331-01`]);
  transaction.method = 'GET';
  transaction.route = '/chart';
  transaction.statusCode = statusCode;
  before(transaction);
  clock.advance(60);
  metrics.route('/chart').count('GET', statusCode, 0.06);
  transaction.root.end();
  return transaction;
};
const exemplarOf = (statusCode: number) => metrics.route('/chart').series('GET', statusCode).exemplar(BUCKET_OF_60_MS);

describe('the exemplar of a request', () => {
  it('is there in the bucket of its duration when the request failed', () => {
    request(500);
    expect(exemplarOf(500)).toEqual({ traceId: TRACE, value: 0.06, wallMs: clock.wallMs() });
    expect(
      metrics
        .route('/chart')
        .series('GET', 500)
        .exemplar(BUCKET_OF_60_MS + 1),
    ).toBeUndefined();
  });

  it('is there when somebody asked to keep it', () => {
    request(200, (transaction) => transaction.keep('asked'));
    expect(exemplarOf(200)?.traceId).toBe(TRACE);
  });

  it('is not there for what is not kept, of which no trace id is made', () => {
    const { ownTraceId } = request(404) as unknown as { ownTraceId: string | undefined };
    expect([exemplarOf(404), ownTraceId]).toEqual([undefined, undefined]);
  });

  it('is the latest one', () => {
    request(500);
    clock.advance(1_000);
    request(500);
    expect(exemplarOf(500)?.wallMs).toBe(clock.wallMs());
  });
});

describe('what is kept', () => {
  const ended = (kind: 'request' | 'task', change: (transaction: Transaction) => void) => {
    const transaction = tracer.startTransaction(kind, 'x');
    change(transaction);
    transaction.root.end();
    return keepFailures(transaction);
  };

  it.each([
    [200, undefined],
    [404, undefined],
    [499, undefined],
    [500, 'error'],
    [503, 'error'],
  ])('of requests with the status %d: %s', (status, reason) => {
    expect(ended('request', (transaction) => Object.assign(transaction, { statusCode: status }))).toBe(reason);
  });

  it('is decided for a request that was refused by its status, and for other work by its error', () => {
    const failed = (transaction: Transaction) => transaction.root.recordException(new Error('x'));
    const refused = (transaction: Transaction) => failed(Object.assign(transaction, { statusCode: 404 }));
    expect([ended('request', refused), ended('task', failed)]).toEqual([undefined, 'error']);
  });

  it('is what was asked for, whatever else there is', () => {
    expect(ended('task', (transaction) => transaction.keep('asked'))).toBe('asked');
  });

  it('may be decided by another one, before the processors see it', () => {
    const recorder = createRecorder(recordDiagnostics().diagnostics, () => 'sample');
    const seen: unknown[] = [];
    recorder.add({ name: 'seen', transactionEnded: ({ keepReason }) => seen.push(keepReason) });
    createTracer(clock, recorder.transactionEnded).startTransaction('task', 'x').root.end();
    expect(seen).toEqual(['sample']);
  });
});

it('a series has no room for exemplars until it has one', () => {
  const series = new HistogramSeries([1, 2]);
  series.observe(1.5);
  expect((series as unknown as { exemplars: unknown }).exemplars).toBeUndefined();
  for (const value of [0.5, 1, 1.5, 9]) series.setExemplar({ traceId: TRACE, value, wallMs: value });
  expect([0, 1, 2].map((bucket) => series.exemplar(bucket)?.value)).toEqual([1, 1.5, 9]);
});
