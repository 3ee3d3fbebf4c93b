import { setTimeout } from 'node:timers/promises';
import { Books, type BooksPage } from '../books/books.ts';
import type { Accepted } from '../graph/graph-api.ts';
import { Platform, type WebhookRequest, type WebhookSettings } from './platform.ts';
import { startSchedule } from './schedule.ts';
import { type Delivery, Traffic, type Turn } from './traffic.ts';
import { WaitingTurns } from './waiting-turns.ts';
import { createWebhookSender } from './webhook-sender.ts';

export interface UsersOptions extends WebhookSettings {
  /** Where the bot listens: `http://127.0.0.1:3000`. */
  readonly botUrl: string;
  /** Messages of users per second. */
  readonly rate: number;
}

export interface Users {
  /** The Graph API tells of what it has accepted. */
  accepted(accepted: Accepted): void;
  page(): BooksPage;
  /** Writes no more, and waits until everything is answered, or for `longestMs`. */
  finish(longestMs: number): Promise<BooksPage>;
  /** Enters a request that was never sent: whoever compares the books has to notice. */
  bookOneTooMany(): void;
}

const MOST_UNDER_WAY = 2_000;
const STATUSES = ['sent', 'delivered'] as const;
/** Users give up then. */
const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/** Users who write to a bot, and wait; they keep the books of what they see. */
export const startUsers = (options: UsersOptions): Users => {
  const books = new Books();
  const platform = new Platform(options);
  const traffic = new Traffic(platform);
  const sender = createWebhookSender(options.botUrl);
  const waiting = new WaitingTurns();
  const startMs = performance.now();
  let underWay = 0;

  const deliver = async ({ webhook, turns, dueMs }: Delivery): Promise<void> => {
    if (underWay >= MOST_UNDER_WAY) {
      books.skipped++;
      return;
    }
    underWay++;
    // Before the acknowledgement: an answer may be faster.
    for (const turn of turns) waiting.add(turn);
    const status = await sender.send(webhook);
    underWay--;
    if (status === undefined) books.lost++;
    else books.answered({ ...webhook, status }, performance.now() - dueMs);
    if (status === 200) for (const turn of turns) acknowledge(turn);
  };
  const acknowledge = (turn: Turn): void => {
    if (turn.acknowledged) books.duplicates++;
    else books.messages++;
    turn.acknowledged = true;
  };
  const now = (webhook: WebhookRequest): void => void deliver({ webhook, turns: [], dueMs: performance.now() });

  const tick = (dueMs: number): void => {
    books.unanswered += waiting.giveUpBefore(dueMs - PATIENCE_MS);
    for (const delivery of traffic.next(dueMs)) void deliver(delivery);
  };
  const accepted = (outbound: Accepted): void => {
    if (outbound.kind !== 'message') return;
    const { id, recipient, inReplyTo } = outbound;
    books.accepted++;
    const turn = waiting.take(inReplyTo, recipient);
    if (turn !== undefined) books.replied(performance.now() - turn.dueMs);
    const statuses = STATUSES.map((status) => ({ id, recipient, status }));
    now(platform.statuses(statuses, Date.now()));
  };

  const page = () => books.page((performance.now() - startMs) / 1_000, waiting.owed);

  now(platform.verification());
  now(platform.verification('a wrong token'));
  const stop = startSchedule(options.rate, tick);

  return {
    accepted,
    page,
    bookOneTooMany: () => books.countRequest({ method: 'POST', route: '/webhook', status: 200 }),
    finish: async (longestMs) => {
      stop();
      const deadlineMs = performance.now() + longestMs;
      while ((underWay > 0 || waiting.owed > 0) && performance.now() < deadlineMs) await setTimeout(POLL_MS);
      books.unanswered += waiting.giveUpBefore(Number.POSITIVE_INFINITY);
      sender.close();
      return page();
    },
  };
};
