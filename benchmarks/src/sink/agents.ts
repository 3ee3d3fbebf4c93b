import type { SinkCounts } from './counts.ts';

/** A text of MessagePack's that is shorter than 32 bytes. */
const shortText = (text: string): Buffer => Buffer.concat([Buffer.from([0xa0 | text.length]), Buffer.from(text)]);
const SERVER_SPAN = Buffer.concat([shortText('span.kind'), shortText('server')]);

/** How many spans of servers are in what dd-trace sends to Datadog's agent: `/v0.4/traces`. */
export const countDatadogSpans = (body: Buffer): number => {
  let count = 0;
  for (let at = body.indexOf(SERVER_SPAN); at >= 0; at = body.indexOf(SERVER_SPAN, at + SERVER_SPAN.length)) count++;
  return count;
};

/** How many transactions are in what elastic-apm-node sends: a line each. */
export const countElasticTransactions = (body: Buffer): number =>
  String(body)
    .split('\n')
    .filter((line) => line.startsWith('{"transaction":')).length;

interface SentryItem {
  readonly aggregates?: readonly { readonly exited?: number }[];
  readonly items?: readonly { readonly is_segment?: boolean }[];
}

/** What an envelope of Sentry's tells: the sessions, one a request; and the requests that are traced, a segment each. */
export const countSentryItems = (body: Buffer): Pick<SinkCounts, 'sessions' | 'transactions'> => {
  const counts = { sessions: 0, transactions: 0 };
  for (const line of String(body).split('\n')) {
    if (!line.startsWith('{')) continue;
    const { aggregates = [], items = [] } = JSON.parse(line) as SentryItem;
    for (const { exited = 0 } of aggregates) counts.sessions += exited;
    counts.transactions += items.filter(({ is_segment }) => is_segment).length;
  }
  return counts;
};
