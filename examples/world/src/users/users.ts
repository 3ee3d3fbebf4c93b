import { setTimeout } from 'node:timers/promises';
import { Books, type BooksPage } from '../books/books.ts';
import type { GraphEvent } from '../control/graph-event.ts';
import { monotonicMs } from '../wall-clock.ts';
import { wantsAnswer } from './content.ts';
import { type Delivery, type Letter, later } from './delivery.ts';
import { Platform, type WebhookRequest, type WebhookSettings } from './platform.ts';
import { startSchedule } from './schedule.ts';
import { Traffic } from './traffic.ts';
import { type Turn, Turns } from './turns.ts';
import { measureWay } from './way.ts';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

export interface UsersOptions extends WebhookSettings {
  /** Where the bot listens: `http://127.0.0.1:3000`. */
  readonly botUrl: string;
  /** Messages of users per second. */
  readonly rate: number;
  /** Users give up then. */
  readonly patienceMs: number;
}

const MOST_UNDER_WAY = 2_000;
/** The platform delivers again what the bot has not taken: after a pause that doubles, and so many times. */
const REDELIVERIES = 3;
const FIRST_PAUSE_MS = 500;
/** A probe goes beside a webhook, at the same moment, so that both meet the same crowd. */
const DELIVERIES_PER_PROBE = 4;
const POLL_MS = 10;
/** Word of an answer that came just in time may be on its way. */
const LATE_NEWS_MS = 500;

/** Users who write to a bot, and wait; they keep the books of what they see. */
export class Users {
  readonly #books = new Books();
  readonly #turns: Turns;
  readonly #platform: Platform;
  readonly #traffic: Traffic;
  readonly #sender: WebhookSender;
  readonly #startMs = performance.now();
  readonly #stopWriting: () => void;
  /** Deliveries that have begun, and those that will. */
  #planned = 0;
  #underWay = 0;
  #deliveries = 0;

  constructor(options: UsersOptions) {
    this.#turns = new Turns(options.patienceMs);
    this.#platform = new Platform(options);
    this.#traffic = new Traffic(this.#platform);
    this.#sender = createWebhookSender(options.botUrl);
    void this.#plan(this.#request(this.#platform.verification()));
    void this.#plan(this.#request(this.#platform.verification('a wrong token')));
    this.#stopWriting = startSchedule(options.rate, (dueMs) => this.#tick(dueMs));
  }

  page(): BooksPage {
    this.#giveUp();
    return this.#books.page((performance.now() - this.#startMs) / 1_000, this.#turns.waiting);
  }

  /** The Graph API tells what it has done with a message to a user. */
  hear(event: GraphEvent): void {
    if (event.event === 'failed') this.#traffic.crowd.leave(event.recipient);
    else this.#answered(event);
  }

  /** Writes no more, and waits until everybody has been answered or has given up, or for `longestMs`. */
  async finish(longestMs: number): Promise<BooksPage> {
    this.#stopWriting();
    const deadlineMs = performance.now() + longestMs;
    while ((this.#planned > 0 || this.#turns.waiting > 0) && performance.now() < deadlineMs) {
      await setTimeout(POLL_MS);
      this.#giveUp();
    }
    this.#sender.close();
    return this.page();
  }

  #answered({ recipient, id, statuses, atMs: wall }: Extract<GraphEvent, { event: 'answered' }>): void {
    const atMs = monotonicMs(wall);
    const turn = this.#turns.answer(recipient, atMs);
    if (turn !== undefined) this.#books.replied(turn, atMs);
    this.#traffic.crowd.answered(recipient, atMs);
    for (const { status, afterMs } of statuses) {
      const webhook = this.#platform.statuses([{ id, recipient, status }], Date.now());
      void this.#plan(this.#request(webhook, afterMs));
    }
  }

  #giveUp(): void {
    this.#books.unanswered += this.#turns.giveUp(performance.now() - LATE_NEWS_MS);
  }

  #tick(dueMs: number): void {
    this.#books.slipped(performance.now() - dueMs);
    for (const delivery of this.#traffic.next(dueMs)) void this.#plan(delivery);
  }

  #request(webhook: WebhookRequest, afterMs = 0): Delivery {
    return { webhook, letters: [], dueMs: performance.now() + afterMs };
  }

  /** Delivers at the time that it is due, and again when the bot does not take it. */
  async #plan(delivery: Delivery, redeliveries = REDELIVERIES, pauseMs = FIRST_PAUSE_MS): Promise<void> {
    this.#planned++;
    const aheadMs = delivery.dueMs - performance.now();
    if (aheadMs > 0) await setTimeout(aheadMs);
    const status = await this.#deliver(delivery);
    const isTaken = status !== undefined && status < 500;
    const again = later({ ...delivery, dueMs: performance.now() }, pauseMs);
    if (!isTaken && redeliveries > 0) void this.#plan(again, redeliveries - 1, 2 * pauseMs);
    this.#planned--;
  }

  async #deliver({ webhook, letters, dueMs }: Delivery): Promise<number | undefined> {
    if (this.#underWay >= MOST_UNDER_WAY) {
      this.#books.skipped++;
      return undefined;
    }
    this.#underWay++;
    const way = this.#deliveries++ % DELIVERIES_PER_PROBE === 0 ? measureWay(this.#sender) : undefined;
    const times = { dueMs, sentMs: performance.now() };
    // Before the acknowledgement: an answer may be faster.
    const turns = letters.filter(opensTurn).map(({ message }) => this.#turns.open(message.from, times));
    const status = await this.#sender.send(webhook);
    const endMs = performance.now();
    this.#underWay--;
    if (status === undefined) this.#books.lost++;
    else this.#books.answered({ ...webhook, status }, times, endMs);
    void this.#bookDuration(endMs - times.sentMs, way);
    this.#settle(status, letters, turns);
    return status;
  }

  async #bookDuration(ms: number, way: Promise<number | undefined> | undefined): Promise<void> {
    const wayMs = await way;
    if (wayMs !== undefined) this.#books.lasted(ms, wayMs);
  }

  /** What the bot has taken was a message, or is a duplicate now; what it refused was none. */
  #settle(status: number | undefined, letters: readonly Letter[], turns: readonly Turn[]): void {
    if (status === undefined || status >= 500) return;
    if (status >= 300) {
      for (const turn of turns) this.#turns.withdraw(turn);
      return;
    }
    for (const letter of letters) {
      if (letter.acknowledged) this.#books.duplicates++;
      else this.#books.messages++;
      letter.acknowledged = true;
    }
  }
}

const opensTurn = ({ message, acknowledged }: Letter): boolean => !acknowledged && wantsAnswer(message.content);
