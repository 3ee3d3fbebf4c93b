import { setTimeout } from 'node:timers/promises';
import type { Books, Times } from '../books/books.ts';
import { type Delivery, later } from './delivery.ts';
import { measureWay } from './way.ts';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

/** The status that a delivery was answered with; undefined when it was not. */
export type Outcome = number | undefined;

export interface CourierOptions {
  readonly botUrl: string;
  /** Messages of users per second; word of what became of the answers comes to them. */
  readonly rate: number;
  readonly books: Books;
  /** Called as a delivery leaves; what it returns is called with what came of it. */
  readonly leaving: (delivery: Delivery, times: Times) => (outcome: Outcome) => void;
}

const MOST_UNDER_WAY = 2_000;
/** The platform delivers again what the bot has not taken: after a pause that doubles, and so many times. */
const REDELIVERIES = 3;
const FIRST_PAUSE_MS = 500;
/** A probe goes beside a webhook, at the same moment, so that both meet the same crowd: beside one in four. */
const LEAST_PER_PROBE = 4;
/** Of one delivery to a message so many a second are enough: the bot has to answer them. */
const PROBES_PER_SECOND = 5;

/** Meta's deliveries to the bot, and the books of how they were answered. */
export class Courier {
  readonly #books: Books;
  readonly #leaving: CourierOptions['leaving'];
  readonly #sender: WebhookSender;
  readonly #perProbe: number;
  #planned = 0;
  #underWay = 0;
  #deliveries = 0;
  #answers = 0;

  constructor({ botUrl, rate, books, leaving }: CourierOptions) {
    this.#perProbe = Math.max(LEAST_PER_PROBE, Math.round(rate / PROBES_PER_SECOND));
    this.#books = books;
    this.#leaving = leaving;
    this.#sender = createWebhookSender(botUrl);
  }

  /** Whether nothing is under way, and nothing will be. */
  get isIdle(): boolean {
    return this.#planned === 0;
  }

  /** Delivers at the time that it is due, and again when the bot does not take it. */
  async plan(delivery: Delivery, redeliveries = REDELIVERIES, pauseMs = FIRST_PAUSE_MS): Promise<void> {
    this.#planned++;
    const aheadMs = delivery.dueMs - performance.now();
    if (aheadMs > 0) await setTimeout(aheadMs);
    const status = await this.#deliver(delivery);
    const isTaken = status !== undefined && status < 500;
    const again = later({ ...delivery, dueMs: performance.now() }, pauseMs);
    if (!isTaken && redeliveries > 0) void this.plan(again, redeliveries - 1, 2 * pauseMs);
    this.#planned--;
  }

  /** Measures how long word of an answer takes to be read by the bot now, of one answer in so many. */
  probeWayBack(): void {
    if (this.#answers++ % this.#perProbe !== 0) return;
    void measureWay(this.#sender).then((ms) => ms !== undefined && this.#books.cameBack(ms));
  }

  close(): void {
    this.#sender.close();
  }

  async #deliver(delivery: Delivery): Promise<Outcome> {
    if (this.#underWay >= MOST_UNDER_WAY) {
      this.#books.skipped++;
      return undefined;
    }
    this.#underWay++;
    const way = this.#deliveries++ % this.#perProbe === 0 ? measureWay(this.#sender) : undefined;
    const times = { dueMs: delivery.dueMs, sentMs: performance.now() };
    // Before the acknowledgement: an answer may be faster.
    const ended = this.#leaving(delivery, times);
    const status = await this.#sender.send(delivery.webhook);
    this.#underWay--;
    this.#book(delivery, times, status, way);
    ended(status);
    return status;
  }

  #book({ webhook }: Delivery, times: Times, status: Outcome, way: Promise<number | undefined> | undefined): void {
    if (status === undefined) {
      this.#books.lost++;
      return;
    }
    const endMs = performance.now();
    this.#books.answered({ ...webhook, status }, times, endMs);
    void way?.then((wayMs) => wayMs !== undefined && this.#books.lasted(endMs - times.sentMs, wayMs));
  }
}
