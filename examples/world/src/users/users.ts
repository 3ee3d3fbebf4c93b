import { setTimeout } from 'node:timers/promises';
import { Books, type BooksPage } from '../books/books.ts';
import type { Accepted } from '../graph/graph-api.ts';
import { Platform, type WebhookRequest, type WebhookSettings } from './platform.ts';
import { startSchedule } from './schedule.ts';
import { type Delivery, Traffic, type Turn } from './traffic.ts';
import { WaitingTurns } from './waiting-turns.ts';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

export interface UsersOptions extends WebhookSettings {
  /** Where the bot listens: `http://127.0.0.1:3000`. */
  readonly botUrl: string;
  /** Messages of users per second. */
  readonly rate: number;
}

const MOST_UNDER_WAY = 2_000;
const STATUSES = ['sent', 'delivered'] as const;
/** Users give up then. */
const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/** Users who write to a bot, and wait; they keep the books of what they see. */
export class Users {
  readonly #books = new Books();
  readonly #waiting = new WaitingTurns();
  readonly #platform: Platform;
  readonly #traffic: Traffic;
  readonly #sender: WebhookSender;
  readonly #startMs = performance.now();
  readonly #stopWriting: () => void;
  #underWay = 0;

  constructor(options: UsersOptions) {
    this.#platform = new Platform(options);
    this.#traffic = new Traffic(this.#platform);
    this.#sender = createWebhookSender(options.botUrl);
    this.#deliverNow(this.#platform.verification());
    this.#deliverNow(this.#platform.verification('a wrong token'));
    this.#stopWriting = startSchedule(options.rate, (dueMs) => this.#tick(dueMs));
  }

  page(): BooksPage {
    return this.#books.page((performance.now() - this.#startMs) / 1_000, this.#waiting.owed);
  }

  /** The Graph API tells of what it has accepted. */
  accepted(outbound: Accepted): void {
    if (outbound.kind !== 'message') return;
    const { id, recipient, inReplyTo } = outbound;
    this.#books.accepted++;
    const turn = this.#waiting.take(inReplyTo, recipient);
    if (turn !== undefined) this.#books.replied(performance.now() - turn.dueMs);
    const statuses = STATUSES.map((status) => ({ id, recipient, status }));
    this.#deliverNow(this.#platform.statuses(statuses, Date.now()));
  }

  /** Writes no more, and waits until everything is answered, or for `longestMs`. */
  async finish(longestMs: number): Promise<BooksPage> {
    this.#stopWriting();
    const deadlineMs = performance.now() + longestMs;
    while ((this.#underWay > 0 || this.#waiting.owed > 0) && performance.now() < deadlineMs) await setTimeout(POLL_MS);
    this.#books.unanswered += this.#waiting.giveUpBefore(Number.POSITIVE_INFINITY);
    this.#sender.close();
    return this.page();
  }

  /** Enters a request that was never sent: whoever compares the books has to notice. */
  bookOneTooMany(): void {
    this.#books.countRequest({ method: 'POST', route: '/webhook', status: 200 });
  }

  #tick(dueMs: number): void {
    this.#books.unanswered += this.#waiting.giveUpBefore(dueMs - PATIENCE_MS);
    for (const delivery of this.#traffic.next(dueMs)) void this.#deliver(delivery);
  }

  #deliverNow(webhook: WebhookRequest): void {
    void this.#deliver({ webhook, turns: [], dueMs: performance.now() });
  }

  async #deliver({ webhook, turns, dueMs }: Delivery): Promise<void> {
    if (this.#underWay >= MOST_UNDER_WAY) {
      this.#books.skipped++;
      return;
    }
    this.#underWay++;
    // Before the acknowledgement: an answer may be faster.
    for (const turn of turns) this.#waiting.add(turn);
    const status = await this.#sender.send(webhook);
    this.#underWay--;
    if (status === undefined) this.#books.lost++;
    else this.#books.answered({ ...webhook, status }, performance.now() - dueMs);
    if (status === 200) for (const turn of turns) this.#acknowledge(turn);
  }

  #acknowledge(turn: Turn): void {
    if (turn.acknowledged) this.#books.duplicates++;
    else this.#books.messages++;
    turn.acknowledged = true;
  }
}
