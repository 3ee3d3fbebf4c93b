import type { IncomingMessage, ServerResponse } from 'node:http';
import { CLIENT_CLOSED_REQUEST, type Listening, listen, type Tracer, type Transaction, tapBody } from '@astrolabe/core';
import type { WhatsappMetrics } from './metrics.js';
import type { RecentMessages } from './recent-messages.js';
import type { Turn, Turns } from './turns.js';
import { type InboundMessage, type MessageType, readWebhook, type WebhookEvents } from './webhook-payload.js';

/** A hundred messages have less than a tenth of it; more is read by the bot alone, since parsing holds the loop. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Nobody waits for a reply to these. */
const SILENT: ReadonlySet<MessageType> = new Set(['reaction', 'system']);

export interface WebhookWatcherOptions extends Listening {
  readonly path: string;
  readonly turns: Turns;
  readonly recent: RecentMessages;
  readonly metrics: WhatsappMetrics;
  readonly tracer: Tracer;
}

interface Delivery {
  readonly first: readonly { readonly message: InboundMessage; readonly turn: Turn | undefined }[];
  readonly duplicates: number;
  readonly events: WebhookEvents;
}

/** Reads along with the webhooks that the platform delivers, and opens a turn for each user who waits. */
export const watchWebhooks = (options: WebhookWatcherOptions): (() => void) => {
  const { path, tracer, diagnostics, overhead } = options;
  const isWebhook = ({ method, url = '' }: IncomingMessage): boolean =>
    method === 'POST' && url.startsWith(path) && (url.length === path.length || url[path.length] === '?');

  return listen<{ request: IncomingMessage; response: ServerResponse }>(
    'http.server.request.start',
    options,
    ({ request, response }) => {
      if (!isWebhook(request)) return;
      const transaction = tracer.active()?.transaction;
      if (transaction === undefined) return;
      let delivery: Delivery | undefined;
      response.once('close', () => close(options, transaction, delivery));
      tapBody(request, {
        maxBytes: MAX_BODY_BYTES,
        diagnostics,
        overhead,
        inContext: (work) => tracer.run(transaction, work),
        complete: (body) => {
          if (body !== undefined) delivery = receive(options, transaction, body);
        },
      });
    },
  );
};

/** The body is whole, and the bot has not seen its end yet: from now on the users wait. */
const receive = ({ turns, recent }: WebhookWatcherOptions, transaction: Transaction, body: Buffer): Delivery => {
  const events = readWebhook(body);
  const fresh = events.messages.filter(({ id }) => recent.add(id));
  const startMs = transaction.root.startMs;
  const first = fresh.map((message) => ({
    message,
    turn: SILENT.has(message.type) ? undefined : turns.open(message.user, message.type, startMs, transaction),
  }));
  return { first, duplicates: events.messages.length - fresh.length, events };
};

/**
 * The webhook has been answered. Refused, it was none: somebody else may have sent it. Failed, or given up by the
 * platform before its answer, its messages will come again, and the user goes on waiting from the first time.
 */
const close = (options: WebhookWatcherOptions, transaction: Transaction, delivery: Delivery | undefined): void => {
  const begunMs = options.overhead.begin();
  try {
    const { metrics, recent } = options;
    const { root, statusCode } = transaction;
    const isRefused = statusCode >= 400 && statusCode < CLIENT_CLOSED_REQUEST;
    if (!isRefused) metrics.ack.observe((root.endMs - root.startMs) / 1_000);
    if (delivery === undefined) return;
    if (isRefused) refuse(options, delivery);
    else if (statusCode < 400) count(metrics, delivery, 'accepted');
    else for (const { message } of delivery.first) recent.forget(message.id);
  } catch (error) {
    options.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'the end of a webhook', error);
  }
  options.overhead.end(begunMs);
};

const refuse = ({ recent, turns, metrics }: WebhookWatcherOptions, delivery: Delivery): void => {
  for (const { message, turn } of delivery.first) {
    recent.forget(message.id);
    if (turn !== undefined) turns.withdraw(turn);
  }
  count(metrics, delivery, 'rejected');
};

const count = ({ events, duplicates }: WhatsappMetrics, delivery: Delivery, outcome: 'accepted' | 'rejected'): void => {
  const { first, events: found } = delivery;
  if (first.length > 0) events.inc({ kind: 'message', outcome }, first.length);
  if (found.statuses > 0) events.inc({ kind: 'status', outcome }, found.statuses);
  if (found.errors > 0) events.inc({ kind: 'error', outcome }, found.errors);
  if (delivery.duplicates === 0 || outcome === 'rejected') return;
  events.inc({ kind: 'message', outcome: 'duplicate' }, delivery.duplicates);
  duplicates.inc(delivery.duplicates);
};
