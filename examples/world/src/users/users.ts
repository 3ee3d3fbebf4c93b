import { setTimeout } from 'node:timers/promises';
import { Books, type BooksPage, type Times } from '../books/books.ts';
import type { GraphEvent } from '../control/graph-event.ts';
import { monotonicMs } from '../wall-clock.ts';
import { wantsAnswer } from './content.ts';
import { Courier, type Outcome } from './courier.ts';
import type { Delivery, Letter } from './delivery.ts';
import { Platform, type WebhookRequest, type WebhookSettings } from './platform.ts';
import { startSchedule } from './schedule.ts';
import { Traffic } from './traffic.ts';
import { type Turn, Turns } from './turns.ts';

export interface UsersOptions extends WebhookSettings {
  /** Where the bot listens: `http://127.0.0.1:3000`. */
  readonly botUrl: string;
  /** Messages of users per second. */
  readonly rate: number;
  /** Users give up then. */
  readonly patienceMs: number;
}

const POLL_MS = 10;
/** Word of an answer that came just in time may be on its way. */
const LATE_NEWS_MS = 500;

/** Users who write to a bot, and wait; they keep the books of what they see. */
export class Users {
  readonly #books = new Books();
  readonly #turns: Turns;
  readonly #platform: Platform;
  readonly #traffic: Traffic;
  readonly #courier: Courier;
  readonly #startMs = performance.now();
  readonly #stopWriting: () => void;

  constructor(options: UsersOptions) {
    this.#turns = new Turns(options.patienceMs);
    this.#platform = new Platform(options);
    this.#traffic = new Traffic(this.#platform);
    this.#courier = new Courier({
      botUrl: options.botUrl,
      rate: options.rate,
      books: this.#books,
      leaving: (delivery, times) => this.#leaving(delivery, times),
    });
    void this.#courier.plan(this.#request(this.#platform.verification()));
    void this.#courier.plan(this.#request(this.#platform.verification('a wrong token')));
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
    while ((!this.#courier.isIdle || this.#turns.waiting > 0) && performance.now() < deadlineMs) {
      await setTimeout(POLL_MS);
      this.#giveUp();
    }
    this.#courier.close();
    return this.page();
  }

  #answered({ recipient, id, statuses, ...wall }: Extract<GraphEvent, { event: 'answered' }>): void {
    const atMs = monotonicMs(wall.atMs);
    this.#courier.probeWayBack();
    const turn = this.#turns.answer(recipient, { calledMs: monotonicMs(wall.calledMs), atMs });
    if (turn !== undefined) this.#books.replied(turn, atMs);
    this.#traffic.crowd.answered(recipient, atMs);
    for (const { status, afterMs } of statuses) {
      const webhook = this.#platform.statuses([{ id, recipient, status }], Date.now());
      void this.#courier.plan(this.#request(webhook, afterMs));
    }
  }

  #giveUp(): void {
    this.#books.unanswered += this.#turns.giveUp(performance.now() - LATE_NEWS_MS);
  }

  #tick(dueMs: number): void {
    this.#books.slipped(performance.now() - dueMs);
    for (const delivery of this.#traffic.next(dueMs)) void this.#courier.plan(delivery);
  }

  #request(webhook: WebhookRequest, afterMs = 0): Delivery {
    return { webhook, letters: [], dueMs: performance.now() + afterMs };
  }

  #leaving({ letters }: Delivery, times: Times): (outcome: Outcome) => void {
    const turns = letters.flatMap((letter) => this.#wait(letter, times) ?? []);
    return (outcome) => this.#settle(outcome, letters, turns);
  }

  /** The turn that a message begins or joins. One that is delivered again after its turn has ended begins no other. */
  #wait(letter: Letter, times: Times): Turn | undefined {
    const { message, acknowledged, waitedFor } = letter;
    if (acknowledged || !wantsAnswer(message.content)) return undefined;
    letter.waitedFor = true;
    return waitedFor && !this.#turns.isWaiting(message.from) ? undefined : this.#turns.open(message.from, times);
  }

  /** What the bot has taken was a message, or is a duplicate now; what it refused was none. */
  #settle(status: Outcome, letters: readonly Letter[], turns: readonly Turn[]): void {
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
