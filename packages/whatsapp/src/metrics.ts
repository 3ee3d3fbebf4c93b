import type { Counter, Histogram, MetricStore } from '@astrolabe/core';
import { MESSAGE_TYPES } from './message-types.js';
import type { Turns } from './turns.js';

/** Two seconds is the reply's objective; the acknowledgement's are 250 ms and 1 s. */
const REPLY_EDGES = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 30, 60, 120];
const ACK_EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const KINDS = ['message', 'status', 'error'] as const;
const OUTCOMES = ['accepted', 'duplicate', 'rejected'] as const;
const TURN_OUTCOMES = ['answered', 'unanswered'] as const;

type EventLabels = { readonly kind: typeof KINDS; readonly outcome: typeof OUTCOMES };
type ReplyLabels = { readonly type: typeof MESSAGE_TYPES; readonly outcome: typeof TURN_OUTCOMES };
type NoLabels = Record<never, never>;

export interface WhatsappMetrics {
  readonly events: Counter<EventLabels>;
  readonly duplicates: Counter<NoLabels>;
  readonly unanswered: Counter<NoLabels>;
  readonly ack: Histogram<NoLabels>;
  readonly reply: Histogram<ReplyLabels>;
}

export const REPLY_SECONDS = 'whatsapp_reply_seconds';
export const ACK_SECONDS = 'whatsapp_ack_seconds';

export const createWhatsappMetrics = (metrics: MetricStore, turns: () => Turns): WhatsappMetrics => {
  metrics.observedGauge('whatsapp_pending_replies', { help: 'Users who are waiting for a reply.' }, () => turns().size);
  metrics.observedGauge(
    'whatsapp_oldest_pending_seconds',
    { help: 'How long the user who waits the longest has waited; 0 if nobody does.' },
    () => turns().oldestSeconds(),
  );
  metrics.showPercentiles({
    metric: REPLY_SECONDS,
    includes: (labels) => labels.some(([name, value]) => name === 'outcome' && value === 'answered'),
  });
  return {
    events: metrics.counter('whatsapp_events_total', {
      help: 'What came in webhooks, by what became of it.',
      labels: { kind: KINDS, outcome: OUTCOMES },
    }),
    duplicates: metrics.counter('whatsapp_duplicates_total', {
      help: 'Deliveries of messages that had been delivered before.',
    }),
    unanswered: metrics.counter('whatsapp_unanswered_total', {
      help: 'Turns that ended without a reply within the timeout.',
    }),
    ack: metrics.histogram(ACK_SECONDS, {
      help: 'From the webhook to its acknowledgement: what the platform sees.',
      edges: ACK_EDGES,
    }),
    reply: metrics.histogram(REPLY_SECONDS, {
      help: "From the user's message to the first reply that the platform accepted: what the user feels.",
      labels: { type: MESSAGE_TYPES, outcome: TURN_OUTCOMES },
      edges: REPLY_EDGES,
    }),
  };
};
