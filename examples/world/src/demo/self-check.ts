import type { BooksPage, Percentiles } from '../books/books.ts';
import { type Comparison, counted } from './comparison.ts';
import {
  DUPLICATES,
  EVENTS,
  PENDING,
  PERCENTILES,
  REPLY_DURATION,
  REQUEST_DURATION,
  UNANSWERED,
} from './metric-names.ts';
import { hasFamily, type MetricsPage, samplesOf, sumOf } from './metrics-page.ts';

const REQUEST_COUNT = `${REQUEST_DURATION}_count`;
const REPLY_COUNT = `${REPLY_DURATION}_count`;
/** Both sides round into buckets; the rest is the way from one process to the other. */
const RELATIVE_TOLERANCE = 0.02;
/** The world sees a request from outside, and takes off what the way there and back takes beside it. */
const REQUEST_TOLERANCE_SECONDS = 0.003;
/** On a machine that has nothing else to do, the way is shorter. */
const USUAL_WAY_SECONDS = 0.003;

/** Every number that both sides have. They are equal, or something was measured wrong. */
export const compareBooks = (books: BooksPage, page: MetricsPage): readonly Comparison[] => [
  ...compareRequests(books, page),
  counted('requests without an answer', books.lost, 0),
  counted('errors', books.errors, errorsOf(page)),
  ...compareTurns(books, page),
  ...comparePercentiles('request', REQUEST_DURATION, books.requestDuration, page, REQUEST_TOLERANCE_SECONDS),
  ...comparePercentiles('reply', REPLY_DURATION, books.replyDuration, page, unusualWay(books)),
];

/** By route, method and status; a series that only one side has is compared with none. */
const compareRequests = (books: BooksPage, page: MetricsPage): readonly Comparison[] => {
  const rows = new Map<string, { world: number; bot: number }>();
  const rowOf = (name: string) => {
    const row = rows.get(name) ?? { world: 0, bot: 0 };
    rows.set(name, row);
    return row;
  };
  for (const { method, route, status, count } of books.requests) rowOf(`${method} ${route} ${status}`).world += count;
  for (const { labels, value } of samplesOf(page, REQUEST_COUNT)) {
    const { http_request_method: method, http_route: route, http_response_status_code: status } = labels;
    rowOf(`${method} ${route} ${status}`).bot += value;
  }
  return [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([name, { world, bot }]) => counted(name, world, bot));
};

const errorsOf = (page: MetricsPage): number =>
  samplesOf(page, REQUEST_COUNT)
    .filter(({ labels }) => Number(labels.http_response_status_code) >= 500)
    .reduce((sum, { value }) => sum + value, 0);

const compareTurns = (books: BooksPage, page: MetricsPage): readonly Comparison[] => {
  const events = (outcome: string) => said(page, EVENTS, EVENTS, { kind: 'message', outcome });
  const turns = (outcome: string) => said(page, REPLY_DURATION, REPLY_COUNT, { outcome });
  const total = (name: string) => said(page, name, name);
  return [
    counted('messages', books.messages, events('accepted')),
    counted('duplicates', books.duplicates, total(DUPLICATES)),
    counted('duplicates among events', books.duplicates, events('duplicate')),
    counted('replies', books.replies, turns('answered')),
    counted('unanswered', books.unanswered, total(UNANSWERED)),
    counted('unanswered among turns', books.unanswered, turns('unanswered')),
    counted('still waiting', books.waiting, total(PENDING)),
  ];
};

/** The sum of a family's samples; undefined when the page does not have the family. */
const said = (
  page: MetricsPage,
  family: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => (hasFamily(page, family) ? sumOf(page, name, labels) : undefined);

/**
 * By so much more the two sides may see different times, where the machine has other things to do. The way there makes a
 * reply shorter for the bot and the way back makes it longer: they do not add up.
 */
const unusualWay = ({ waySeconds, wayBackSeconds }: BooksPage): number =>
  Math.max(0, Math.max(waySeconds, wayBackSeconds) - USUAL_WAY_SECONDS);

const comparePercentiles = (
  name: string,
  metric: string,
  percentiles: Percentiles,
  page: MetricsPage,
  toleranceSeconds: number,
): readonly Comparison[] =>
  ([50, 95] as const).map((percentile) => {
    const world = percentiles[`p${percentile}`];
    return {
      name: `${name} p${percentile}`,
      world,
      bot: percentileOf(page, metric, percentile),
      tolerance: (world ?? 0) * RELATIVE_TOLERANCE + toleranceSeconds,
      unit: 'seconds',
    };
  });

/** Seconds; undefined when the page does not say. */
export const percentileOf = (page: MetricsPage, metric: string, percentile: number): number | undefined =>
  samplesOf(page, PERCENTILES, { metric, percentile: String(percentile) })[0]?.value;
