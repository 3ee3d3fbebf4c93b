import { describe, expect, it } from 'vitest';
import { createRecorder } from '../recorder/recorder.js';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import type { Span } from './span.js';
import { createTracer } from './tracer.js';
import { UNFINISHED } from './transaction.js';
import { LONGEST_MS } from './transactions.js';

const setUp = () => {
  const clock = createManualClock();
  const recorder = createRecorder(recordDiagnostics().diagnostics);
  const tracer = createTracer(clock, recorder.transactionEnded);
  return { clock, tracer, all: tracer.transactions };
};

describe('transactions that are open', () => {
  it('are counted, in whatever order they end', () => {
    const { tracer, all } = setUp();
    const open = Array.from({ length: 5 }, () => tracer.startTransaction('task', 'x'));
    expect([tracer.open, all.bytes]).toEqual([5, 5 * 1_024]);
    for (const index of [2, 0, 4, 1, 3]) open[index]?.root.end();
    expect([tracer.open, all.bytes]).toEqual([0, 0]);
    expect(open.every(({ older, newer }) => older === undefined && newer === undefined)).toBe(true);
  });

  it('are ended after two hours, and what is still at work in them is closed and says so', () => {
    const { clock, tracer, all } = setUp();
    const stop = all.boundAges();
    const transaction = tracer.startTransaction('job', 'x');
    transaction.keep();
    const span = transaction.startSpan('endless');
    const ended = transaction.startSpan('ended');
    ended.end();
    transaction.hold(10 * LONGEST_MS);
    clock.advance(LONGEST_MS - 60_000);
    const younger = tracer.startTransaction('job', 'x');
    clock.advance(60_000);
    expect([transaction.ended, transaction.expired, younger.ended, all.expired]).toEqual([true, true, false, 1]);
    expect([transaction.root, span].map(({ attributes }) => attributes)).toEqual([
      [UNFINISHED, true],
      [UNFINISHED, true],
    ]);
    expect([span.endMs, ended.attributes]).toEqual([clock.nowMs(), undefined]);
    stop();
  });

  it('keep no more spans than the memory for all of them allows', () => {
    const { tracer, all } = setUp();
    all.maxBytes = 10_000;
    const transactions = Array.from({ length: 4 }, () => tracer.startTransaction('task', 'x'));
    for (let round = 0; round < 10; round++) for (const each of transactions) each.startSpan('s').end();
    const kept = transactions.reduce((sum, { spans }) => sum + spans.length, 0);
    expect(kept).toBe(12);
    expect(all.droppedSpans).toEqual({ transaction: 0, memory: 28 });
    expect(transactions.reduce((sum, { droppedSpans }) => sum + droppedSpans, 0)).toBe(28);
    for (const { root } of transactions) root.end();
    expect([all.bytes, tracer.startTransaction('task', 'x').startSpan('s').transaction.spans.length]).toEqual([0, 1]);
  });

  const text = 'x'.repeat(50_000);
  it.each<[string, (span: Span) => unknown]>([
    ['set on them', (span) => span.setAttribute('text', text)],
    ['to begin with', (span) => Object.assign(span, { given: { text } })],
  ])('weigh what texts their spans carry, %s', (_, carry) => {
    const { tracer, all } = setUp();
    all.maxBytes = 100_000;
    const transaction = tracer.startTransaction('task', 'x');
    for (let count = 0; count < 100; count++) {
      const span = transaction.startSpan('s');
      carry(span);
      span.end();
    }
    expect(transaction.spans.length).toBeLessThan(10);
    expect(all.droppedSpans.memory).toBeGreaterThan(90);
  });
});

describe('a span that never ended', () => {
  it('is closed with its transaction where that is kept, and left alone where nobody sees it', () => {
    const { clock, tracer } = setUp();
    const closed = [true, false].map((isKept) => {
      const transaction = tracer.startTransaction('task', 'x');
      const span = transaction.startSpan('endless');
      if (isKept) transaction.keep();
      clock.advance(5);
      transaction.root.end();
      return span.ended && span.endMs - span.startMs;
    });
    expect(closed).toEqual([5, false]);
  });
});
