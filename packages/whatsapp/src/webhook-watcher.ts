import type { IncomingMessage } from 'node:http';
import {
  CLIENT_CLOSED_REQUEST,
  type DeferredWork,
  type IncomingExchange,
  type IncomingWatcher,
  type Transaction,
} from '@astrolabe/core';
import type { MessageType } from './message-types.js';
import type { WhatsappMetrics } from './metrics.js';
import type { RecentMessages } from './recent-messages.js';
import type { Turn, Turns } from './turns.js';
import { readWebhook, type WebhookEvents } from './webhook-payload.js';

/** A hundred messages have less than a tenth of it; more is read by the bot alone, since reading holds the loop. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Nobody waits for a reply to these. */
const SILENT: ReadonlySet<MessageType> = new Set(['reaction', 'system']);

export interface WebhookWatcherOptions {
  readonly path: string;
  readonly turns: Turns;
  readonly recent: RecentMessages;
  readonly metrics: WhatsappMetrics;
  readonly deferred: DeferredWork;
}

/** Reads along with the webhooks that the platform delivers, and opens a turn for each user who waits. */
export const createWebhookWatcher = (options: WebhookWatcherOptions): IncomingWatcher => {
  const { path } = options;
  const isWebhook = ({ method, url = '' }: IncomingMessage): boolean =>
    method === 'POST' && url.startsWith(path) && (url.length === path.length || url[path.length] === '?');

  return {
    name: 'whatsapp',
    maxBodyBytes: MAX_BODY_BYTES,
    watch: (request, transaction) => (isWebhook(request) ? new Webhook(options, transaction) : undefined),
  };
};

/** One delivery by the platform. */
class Webhook implements IncomingExchange {
  private readonly options: WebhookWatcherOptions;
  private readonly transaction: Transaction;
  private body: Buffer | undefined = undefined;
  private events: WebhookEvents | undefined = undefined;
  private firstIds: string[] | undefined = undefined;
  private turns: Turn[] | undefined = undefined;
  private isAnswered = false;

  constructor(options: WebhookWatcherOptions, transaction: Transaction) {
    this.options = options;
    this.transaction = transaction;
  }

  /** From now on the users wait. */
  received(body: Buffer | undefined): void {
    if (body === undefined) return;
    this.body = body;
    this.transaction.retain();
    this.options.deferred.add(open, this);
  }

  closed(): void {
    this.options.deferred.add(settle, this);
  }

  /** The turn that its one message has opened, if it still waits. */
  get waitingTurn(): Turn | undefined {
    const turn = this.turns?.length === 1 ? this.turns[0] : undefined;
    return turn !== undefined && this.options.turns.isWaiting(turn) ? turn : undefined;
  }

  open(): void {
    const { turns, recent } = this.options;
    const { transaction } = this;
    this.events = readWebhook(this.body as Buffer);
    this.body = undefined;
    for (const { id, type, user } of this.events.messages) {
      const arrival = recent.arrive(id);
      if (arrival === 'duplicate') continue;
      this.firstIds ??= [];
      this.firstIds.push(id);
      // Its turn has ended: one message is not answered twice, nor unanswered each time that it comes.
      const isOver = arrival === 'retried' && turns.of(user) === undefined;
      if (isOver || SILENT.has(type)) continue;
      this.turns ??= [];
      this.turns.push(turns.open(user, type, transaction.root.startMs, transaction));
    }
    if (this.isAnswered) this.judge(this.events);
    transaction.release();
  }

  settle(): void {
    const { root, statusCode } = this.transaction;
    if (!isRefused(statusCode)) this.options.metrics.ack.observe((root.endMs - root.startMs) / 1_000);
    this.isAnswered = true;
    // A bot may answer before the body is there, and read it all the same.
    if (this.events !== undefined) this.judge(this.events);
  }

  /**
   * Refused, it was none: somebody else may have sent it. Failed, or given up by the platform before its answer, its
   * messages will come again, and the user goes on waiting from the first time, as long as a turn lasts.
   */
  private judge(events: WebhookEvents): void {
    const { statusCode } = this.transaction;
    if (statusCode < 400) this.count(events, 'accepted');
    else if (isRefused(statusCode)) this.refuse(events);
    else for (const id of this.firstIds ?? []) this.options.recent.fail(id);
    // The transaction may last as long as its turns, and who wrote is not kept with it.
    this.events = undefined;
    this.firstIds = undefined;
  }

  private refuse(events: WebhookEvents): void {
    for (const id of this.firstIds ?? []) this.options.recent.forget(id);
    for (const turn of this.turns ?? []) this.options.turns.withdraw(turn);
    this.count(events, 'rejected');
  }

  private count({ messages, statuses, errors }: WebhookEvents, outcome: 'accepted' | 'rejected'): void {
    const { events, duplicates } = this.options.metrics;
    const first = this.firstIds?.length ?? 0;
    if (first > 0) events.inc({ kind: 'message', outcome }, first);
    if (statuses > 0) events.inc({ kind: 'status', outcome }, statuses);
    if (errors > 0) events.inc({ kind: 'error', outcome }, errors);
    if (messages.length === first || outcome === 'rejected') return;
    events.inc({ kind: 'message', outcome: 'duplicate' }, messages.length - first);
    duplicates.inc(messages.length - first);
  }
}

const isRefused = (statusCode: number): boolean => statusCode >= 400 && statusCode < CLIENT_CLOSED_REQUEST;

const open = (webhook: Webhook): void => webhook.open();
const settle = (webhook: Webhook): void => webhook.settle();

/** The turn that the webhook of this transaction has opened, if it opened one, and it still waits. */
export const turnOf = (transaction: Transaction | undefined): Turn | undefined => {
  const exchange = transaction?.incoming;
  return exchange instanceof Webhook ? exchange.waitingTurn : undefined;
};
