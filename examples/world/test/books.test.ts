import { describe, expect, it } from 'vitest';
import { Books } from '../src/books/books.ts';
import { Latency } from '../src/books/latency.ts';

describe('latencies', () => {
  it('have percentiles within a thousandth of the exact ones', () => {
    const latency = new Latency();
    for (let ms = 1; ms <= 1_000; ms++) latency.add(ms);

    for (const [q, seconds] of [
      [0.5, 0.5],
      [0.95, 0.95],
      [1, 1],
    ] as const) {
      expect(Math.abs((latency.quantileSeconds(q) as number) / seconds - 1)).toBeLessThan(0.0011);
    }
  });

  it('have none when nothing was timed', () => {
    expect(new Latency().quantileSeconds(0.5)).toBeUndefined();
  });

  it('of zero and of hours are in the outermost buckets', () => {
    const latency = new Latency();
    latency.add(0);
    latency.add(7_200_000);

    expect(latency.quantileSeconds(0.5)).toBeLessThan(0.000_1);
    expect(latency.quantileSeconds(1)).toBeGreaterThan(590);
  });
});

describe('the books', () => {
  it('tell what was felt, from the due time, from what a bot can measure', () => {
    const books = new Books();
    books.answered({ method: 'POST', route: '/webhook', status: 200 }, { dueMs: 0, sentMs: 300 }, 400);
    books.lasted(100, 30);
    books.replied({ dueMs: 0, sentMs: 300 }, 1_300);
    const { ack, requestDuration, reply, replyDuration } = books.page(1, 0);

    expect([ack.p95, requestDuration.p95].map((seconds) => seconds?.toFixed(2))).toEqual(['0.40', '0.07']);
    expect([reply.p50, replyDuration.p50].map((seconds) => seconds?.toFixed(2))).toEqual(['1.30', '1.00']);
  });

  it('take a request for one of no time that was no longer than the way', () => {
    const books = new Books();
    books.lasted(5, 6);

    expect(books.page(1, 0).requestDuration.p95).toBeLessThan(0.000_1);
  });

  it('count answers of 500 and above as errors', () => {
    const books = new Books();
    for (const status of [200, 499, 500, 503]) {
      books.answered({ method: 'POST', route: '/webhook', status }, { dueMs: 0, sentMs: 0 }, 1);
    }

    expect(books.page(1, 0).errors).toBe(2);
  });
});
