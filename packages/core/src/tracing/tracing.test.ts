import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { newSpanId, newTraceId, randomUint32 } from './ids.js';
import { createTracer, runInSpan } from './tracer.js';
import type { Transaction } from './transaction.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const setUp = () => {
  const clock = createManualClock();
  const ended: Transaction[] = [];
  return { clock, ended, tracer: createTracer(clock, (transaction) => ended.push(transaction)) };
};

describe('ids', () => {
  it('have the lengths of W3C, and do not repeat', () => {
    const ids = new Set(Array.from({ length: 10_000 }, newSpanId));
    expect(ids.size).toBe(10_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(newTraceId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('use all 32 bits evenly', () => {
    const ones = new Array<number>(32).fill(0);
    for (let round = 0; round < 20_000; round++) {
      const word = randomUint32();
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((word >>> bit) & 1);
    }
    for (const count of ones) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe('a transaction', () => {
  it('ends with its root, once', () => {
    const { clock, tracer, ended } = setUp();
    const transaction = tracer.startTransaction('task', 'nightly');
    clock.advance(5);
    transaction.root.end();
    transaction.root.end();
    expect(ended).toEqual([transaction]);
    expect(transaction.root.endMs - transaction.root.startMs).toBe(5);
    expect(transaction.name).toBe('nightly');
  });

  it('stays open until every hold is released', () => {
    const { tracer, ended } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    const releases = [transaction.hold(1_000), transaction.hold(1_000)];
    transaction.root.end();
    releases[0]?.();
    releases[0]?.();
    expect(ended).toEqual([]);
    releases[1]?.();
    expect(ended).toEqual([transaction]);
  });

  it('is not held longer than was said', () => {
    const { clock, tracer, ended } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    transaction.hold(1_000);
    transaction.root.end();
    clock.advance(999);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(ended).toEqual([transaction]);
    expect(clock.pending).toBe(0);
  });

  it('cannot be held after its end', () => {
    const { clock, tracer, ended } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    transaction.root.end();
    transaction.hold(1_000)();
    expect([ended.length, clock.pending]).toEqual([1, 0]);
  });

  it("continues the caller's trace, and makes ids only when asked", () => {
    const { tracer } = setUp();
    const continued = tracer.startTransaction('job', 'x', `00-${TRACE}-${SPAN}-01`);
    expect(continued.traceId).toBe(TRACE);
    expect(continued.remoteParent?.spanId).toBe(SPAN);
    const fresh = tracer.startTransaction('job', 'x', 'nonsense');
    expect(fresh.remoteParent).toBeUndefined();
    expect(fresh.traceId).toBe(fresh.traceId);
    expect(fresh.root.spanId).toBe(fresh.root.spanId);
  });

  it('counts the spans beyond a thousand, and does not keep them', () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    for (let index = 0; index < 1_500; index++) transaction.startSpan('s').end();
    expect([transaction.spans.length, transaction.droppedSpans]).toEqual([1_000, 500]);
  });

  it('is continued by what begins in it after its end: in the same trace, and kept as it was', () => {
    const { tracer, ended } = setUp();
    const transaction = tracer.startTransaction('request', 'x');
    transaction.keep();
    transaction.root.end();
    const late = tracer.run(transaction, () => tracer.startSpan('late', 3));
    late.end();
    const continued = late.transaction;
    expect(ended).toEqual([transaction, continued]);
    expect([continued.kind, continued.root, late.kind, continued.keepReason]).toEqual(['task', late, 3, 'asked']);
    expect([continued.traceId, continued.remoteParent?.spanId]).toEqual([transaction.traceId, transaction.root.spanId]);
    expect([transaction.spans.length, transaction.droppedSpans]).toEqual([0, 0]);
  });

  it('is not held by what continues it, so that a timer that begins another has no chain behind it', () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    transaction.root.end();
    const late = transaction.startSpan('late');
    expect(late.parent).toBeUndefined();
    for (const held of Object.values(late.transaction)) expect([transaction, transaction.root]).not.toContain(held);
  });

  it('is dropped with all that continues it', () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('request', 'x');
    transaction.discarded = true;
    transaction.root.end();
    expect(transaction.startSpan('late').transaction.discarded).toBe(true);
  });

  it('keeps its first error and its first reason to be kept', () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    const first = new Error('first');
    transaction.startSpan('s').recordException(first);
    transaction.root.recordException(new Error('second'));
    transaction.keep('slow');
    transaction.keep('error');
    expect([transaction.error, transaction.keepReason]).toEqual([first, 'slow']);
  });
});

describe('the active span', () => {
  it('follows the work across timers and promises, and only there', async () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    await tracer.run(transaction, async () => {
      await nextTurn();
      expect(tracer.active()).toBe(transaction.root);
    });
    expect(tracer.active()).toBeUndefined();
  });

  it('is the parent of what is started in it', () => {
    const { tracer } = setUp();
    const transaction = tracer.startTransaction('task', 'x');
    const outer = tracer.run(transaction, () => tracer.startSpan('outer'));
    const inner = tracer.run(outer, () => tracer.startSpan('inner'));
    expect([outer.parent, inner.parent]).toEqual([transaction.root, outer]);
    expect(transaction.spans).toEqual([outer, inner]);
  });

  it('is a transaction of its own outside of any', () => {
    const { tracer, ended } = setUp();
    const span = tracer.startSpan('alone').setAttribute('a', 1).setAttribute('b', true);
    span.end();
    expect(ended).toEqual([span.transaction]);
    expect(span.attributes).toEqual(['a', 1, 'b', true]);
  });
});

describe('work in a span', () => {
  it('is timed until it returns, or its promise settles', async () => {
    const { clock, tracer, ended } = setUp();
    expect(runInSpan(tracer, 'sync', () => 7)).toBe(7);
    expect(ended).toHaveLength(1);
    const result = runInSpan(tracer, 'async', async () => {
      await nextTurn();
      clock.advance(3);
      return 8;
    });
    expect(ended).toHaveLength(1);
    expect(await result).toBe(8);
    expect(ended[1]?.root.endMs).toBe((ended[1]?.root.startMs ?? 0) + 3);
  });

  it('keeps its error and passes it on', async () => {
    const { tracer, ended } = setUp();
    const error = new Error('x');
    const fail = () => {
      throw error;
    };
    expect(() => runInSpan(tracer, 'sync', fail)).toThrow(error);
    await expect(runInSpan(tracer, 'async', async () => fail())).rejects.toBe(error);
    expect(ended.map((transaction) => transaction.error)).toEqual([error, error]);
  });
});
