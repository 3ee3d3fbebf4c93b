import { describe, expect, it } from 'vitest';
import { Books } from '../src/books/books.ts';
import { Latency } from '../src/books/latency.ts';
import { compareBooks, isEqual } from '../src/demo/self-check.ts';

describe('latencies', () => {
  it('have percentiles within half a percent of the exact ones', () => {
    const latency = new Latency();
    for (let ms = 1; ms <= 1_000; ms++) latency.add(ms);

    for (const [q, seconds] of [
      [0.5, 0.5],
      [0.95, 0.95],
      [1, 1],
    ] as const) {
      expect(Math.abs((latency.quantileSeconds(q) as number) / seconds - 1)).toBeLessThan(0.0051);
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

/** What a bot would show that counted just what the books have. */
const samplesOf = (requests: number, messages: number) => [
  {
    name: 'http_server_request_duration_seconds_count',
    labels: { http_request_method: 'POST', http_route: '/webhook', http_response_status_code: '200' },
    value: requests,
  },
  { name: 'bot_messages_total', labels: { outcome: 'new' }, value: messages },
];

const booksOf = (requests: number, messages: number) => {
  const books = new Books();
  for (let index = 0; index < requests; index++) {
    books.answered({ method: 'POST', route: '/webhook', status: 200 }, 1);
  }
  books.messages = messages;
  return books.page(1, 0);
};

const differences = (books: ReturnType<typeof booksOf>, samples: Parameters<typeof compareBooks>[1]) =>
  compareBooks(books, samples).filter((each) => !isEqual(each));

describe('the comparison of the books', () => {
  it('finds nothing when both have counted the same', () => {
    expect(differences(booksOf(3, 2), samplesOf(3, 2))).toEqual([]);
  });

  it('finds a request that only one has counted, and names it', () => {
    expect(differences(booksOf(4, 2), samplesOf(3, 2))).toEqual([{ name: 'POST /webhook 200', world: 4, bot: 3 }]);
    expect(differences(booksOf(3, 2), samplesOf(4, 2))).toEqual([{ name: 'POST /webhook 200', world: 3, bot: 4 }]);
  });

  it('finds a series that only one has', () => {
    const [request, ...rest] = samplesOf(3, 2) as [ReturnType<typeof samplesOf>[0], ...ReturnType<typeof samplesOf>];
    const aborted = { ...request, labels: { ...request.labels, http_response_status_code: '499' }, value: 1 };

    expect(differences(booksOf(3, 2), [request, aborted, ...rest])).toEqual([
      { name: 'POST /webhook 499', world: 0, bot: 1 },
    ]);
  });

  it('finds a message that was counted twice', () => {
    expect(differences(booksOf(3, 2), samplesOf(3, 3))).toEqual([{ name: 'messages', world: 2, bot: 3 }]);
  });

  it('does not let a request without an answer pass', () => {
    const books = new Books();
    books.lost = 1;

    expect(differences(books.page(1, 0), [])).toEqual([{ name: 'requests without an answer', world: 1, bot: 0 }]);
  });
});
