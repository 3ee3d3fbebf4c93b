import type { TransactionProcessor } from '../../recorder/recorder.js';
import type { Span } from '../../tracing/span.js';
import { QueryText } from './query-text.js';

export const QUERY_TEXT = 'db.query.text';

/** Reads the statements of transactions that are kept, of which there are few, and lets go of all others. */
export const queryTextProcessor: TransactionProcessor = {
  name: 'query-text',
  transactionEnded: ({ keepReason, spans }) => {
    for (const span of spans) settle(span, keepReason !== undefined);
  },
};

const settle = (span: Span, isKept: boolean): void => {
  const { attributes = [] } = span;
  const at = attributes.findLastIndex((value) => value instanceof QueryText);
  if (at < 0) return;
  const { text, summary } = isKept ? (attributes[at] as QueryText).normalized() : { text: '', summary: '' };
  attributes.splice(at - 1, 2);
  if (text !== '') attributes.push(QUERY_TEXT, text);
  if (summary === '') return;
  attributes.push('db.query.summary', summary);
  span.name = summary;
};
