import type { BooksPage, Percentiles } from '../books/books.ts';

/** What the users feel, in one line; what matters most comes first, for narrow terminals cut the end off. */
export const liveLine = (books: BooksPage, before: BooksPage | undefined, healthStatus = 'no answer'): string =>
  [
    `${books.seconds.toFixed(0)} s`,
    `${messagesPerSecond(books, before).toFixed(1)} messages/s`,
    `reply ${percentiles(books.reply)} (p50/p95)`,
    `${books.replies} replies`,
    `${books.waiting} waiting`,
    `${books.unanswered} unanswered`,
    `${books.errors + books.lost} errors`,
    `health ${healthStatus}`,
    `ack ${percentiles(books.ack)}`,
  ].join(' · ');

const messagesPerSecond = (books: BooksPage, before: BooksPage | undefined): number => {
  const seconds = books.seconds - (before?.seconds ?? 0);
  return seconds > 0 ? (books.messages - (before?.messages ?? 0)) / seconds : 0;
};

export const percentiles = ({ p50, p95 }: Percentiles): string => `${inMilliseconds(p50)}/${milliseconds(p95)}`;

export const milliseconds = (seconds: number | undefined): string => `${inMilliseconds(seconds)} ms`;

const inMilliseconds = (seconds: number | undefined): string => {
  if (seconds === undefined) return '–';
  const ms = seconds * 1_000;
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
};
