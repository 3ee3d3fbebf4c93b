import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { createTracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import { EvenSample } from '../tracing/w3c/even-sample.js';
import { readJobMetadata, writeJobMetadata } from './job-metadata.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const VALID = `00-${TRACE}-b7ad6b7169203331-01`;

const transactionOf = (origin?: readonly string[]) =>
  createTracer(createManualClock(), () => undefined).startTransaction('job', 'x', origin);

describe('the metadata of a job', () => {
  it('carry the trace of the sender, with what others have written into its tracestate', () => {
    const { root } = transactionOf(['traceparent', VALID, 'tracestate', 'foo=1']);
    const sender = readJobMetadata(writeJobMetadata(root, 1_700_000_000_000));
    expect(sender?.sentMs).toBe(1_700_000_000_000);
    const { remoteParent } = transactionOf(sender?.headers);
    expect(remoteParent).toMatchObject({ traceId: TRACE, spanId: root.spanId, sampled: true });
    expect(remoteParent?.tracestate?.serialize()).toBe('ot=th:0,foo=1');
  });

  it('say why the sender is kept: by its sample, because it failed, or because somebody asked', () => {
    const kept = (ratio: number, change: (transaction: Transaction) => void = () => undefined) => {
      const tracer = createTracer(createManualClock(), () => undefined);
      tracer.transactions.sampling = { sample: new EvenSample(ratio), trustsCallers: false };
      const transaction = tracer.startTransaction('request', '');
      change(transaction);
      return readJobMetadata(writeJobMetadata(transaction.root, 5))?.keepReason;
    };
    expect([kept(1), kept(0)]).toEqual(['sample', undefined]);
    expect(kept(0, (transaction) => transaction.keep())).toBe('upstream');
    expect(kept(0, (transaction) => transaction.root.recordException(new Error('x')))).toBe('upstream');
    expect(readJobMetadata(`{"traceparent":"${VALID}","keep":"yes"}`)?.keepReason).toBeUndefined();
  });

  it('say when a job was sent outside of any trace', () => {
    expect(readJobMetadata(writeJobMetadata(undefined, 5))).toMatchObject({ headers: [], sentMs: 5 });
  });

  it("are read as OpenTelemetry's adapter writes them", () => {
    const sender = readJobMetadata(JSON.stringify({ traceparent: VALID, baggage: 'user=1' }));
    expect(sender).toMatchObject({ headers: ['traceparent', VALID], sentMs: undefined });
  });

  it.each([
    ['no text', 42],
    ['no text, but an object', { traceparent: VALID }],
    ['nothing', ''],
    ['no JSON', 'traceparent'],
    ['JSON that is no object', '"x"'],
    ['null', 'null'],
    ['a list', JSON.stringify([VALID])],
    ['an empty object', '{}'],
    ['values of other types', '{"traceparent":1,"tracestate":{},"sentMs":"5"}'],
    ['keys on the prototype', `{"__proto__":{"traceparent":"${VALID}","sentMs":5}}`],
    ['a time that cannot be', '{"sentMs":-1}'],
    ['a time beyond all numbers', '{"sentMs":1e999}'],
    ['more than anybody sends', JSON.stringify({ traceparent: VALID, more: 'x'.repeat(10_000) })],
    ['a thousand levels', '['.repeat(4_000) + ']'.repeat(4_000)],
  ])('are left alone when they are %s', (_case, metadata) => {
    expect(readJobMetadata(metadata)).toBeUndefined();
  });

  it('are read as strictly as headers', () => {
    const sender = readJobMetadata(JSON.stringify({ traceparent: `${VALID}-more`, tracestate: 'foo=1' }));
    expect(transactionOf(sender?.headers).remoteParent).toBeUndefined();
  });
});
