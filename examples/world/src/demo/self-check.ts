import type { BooksPage } from '../books/books.ts';
import { type MetricSample, sumOf } from './metrics-page.ts';

/** One number, as the world counted it and as the bot says. */
export interface Comparison {
  readonly name: string;
  readonly world: number;
  readonly bot: number;
}

export const REQUEST_DURATION = 'http_server_request_duration_seconds';
const REQUEST_COUNT = `${REQUEST_DURATION}_count`;

/** Every number that both sides have counted. They are equal, or something was measured wrong. */
export const compareBooks = (books: BooksPage, samples: readonly MetricSample[]): readonly Comparison[] => [
  ...compareRequests(books, samples),
  { name: 'requests without an answer', world: books.lost, bot: 0 },
  { name: 'messages', world: books.messages, bot: sumOf(samples, 'bot_messages_total', { outcome: 'new' }) },
  { name: 'duplicates', world: books.duplicates, bot: sumOf(samples, 'bot_messages_total', { outcome: 'duplicate' }) },
  { name: 'replies', world: books.accepted, bot: sumOf(samples, 'bot_replies_total', { outcome: 'sent' }) },
  { name: 'unanswered', world: books.unanswered, bot: sumOf(samples, 'bot_replies_total', { outcome: 'failed' }) },
];

export const isEqual = ({ world, bot }: Comparison): boolean => world === bot;

/** By route, method and status; a series that only one side has is compared with none. */
const compareRequests = (books: BooksPage, samples: readonly MetricSample[]): readonly Comparison[] => {
  const rows = new Map<string, { world: number; bot: number }>();
  const rowOf = (name: string) => {
    const row = rows.get(name) ?? { world: 0, bot: 0 };
    rows.set(name, row);
    return row;
  };
  for (const { method, route, status, count } of books.requests) rowOf(`${method} ${route} ${status}`).world += count;
  for (const { name, labels, value } of samples) {
    if (name !== REQUEST_COUNT) continue;
    const { http_request_method: method, http_route: route, http_response_status_code: status } = labels;
    rowOf(`${method} ${route} ${status}`).bot += value;
  }
  return [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([name, row]) => ({ name, ...row }));
};
