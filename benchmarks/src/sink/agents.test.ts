import { describe, expect, it } from 'vitest';
import { countDatadogSpans, countElasticTransactions, countSentryItems } from './agents.ts';

describe('the reading of what other agents send', () => {
  it('counts the spans of servers for Datadog, and no others', () => {
    const span = (kind: string) =>
      Buffer.from(`\xa9span.kind${String.fromCharCode(0xa0 | kind.length)}${kind}`, 'latin1');
    expect(countDatadogSpans(Buffer.concat([span('server'), span('client'), span('server')]))).toBe(2);
    expect(countDatadogSpans(Buffer.alloc(0))).toBe(0);
  });

  it('counts the transactions for Elastic, and neither spans nor metrics', () => {
    const body =
      '{"metadata":{}}\n{"transaction":{"id":"1"}}\n{"metricset":{}}\n{"span":{}}\n{"transaction":{"id":"2"}}\n';
    expect(countElasticTransactions(Buffer.from(body))).toBe(2);
  });

  it('counts the sessions and the traced requests for Sentry', () => {
    const body = [
      { sent_at: 'now' },
      { type: 'sessions' },
      { aggregates: [{ exited: 20, errored: 0 }, { exited: 1 }] },
      { type: 'span', item_count: 2 },
      { version: 2, items: [{ is_segment: false }, { is_segment: true }] },
    ];
    const text = body.map((line) => JSON.stringify(line)).join('\n');
    expect(countSentryItems(Buffer.from(text))).toEqual({ sessions: 21, transactions: 1 });
  });
});
