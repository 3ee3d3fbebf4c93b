import type { Content, Platform, UserMessage, WebhookRequest } from './platform.ts';

/** A message on its way, shared by all deliveries of it. */
export interface Turn {
  readonly message: UserMessage;
  readonly dueMs: number;
  acknowledged: boolean;
  answered: boolean;
}

/** A webhook with the turns that are in it. */
export interface Delivery {
  readonly webhook: WebhookRequest;
  readonly turns: readonly Turn[];
  readonly dueMs: number;
}

const PERIOD = 20;
/** Messages of these ticks wait for the tick that follows them, and arrive together. */
const BATCHED = [12, 13];
const BATCH = 14;
const IMAGE = 3;
const REDELIVERED = 6;
const UNSIGNED = 8;
const MALFORMED = 10;
const STRAY = 17;
const USERS = 400;
const DAY_MS = 86_400_000;

/**
 * What happens at each tick, the same in every run: one message a tick, most in a webhook of their own; and every
 * twenty ticks a batch, an image, a redelivery, a request without signature, one that is no JSON, and a stray one.
 */
export class Traffic {
  readonly #platform: Platform;
  readonly #batch: Turn[] = [];
  #ticks = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  next(dueMs: number): readonly Delivery[] {
    const tick = this.#ticks++;
    const step = tick % PERIOD;
    const turn = this.#createTurn(tick, step === IMAGE, dueMs);
    if (BATCHED.includes(step)) {
      this.#batch.push(turn);
      return [];
    }
    if (step === BATCH) return [this.#deliver([...this.#batch.splice(0), turn], dueMs)];
    const delivery = this.#deliver([turn], dueMs);
    const noise = this.#noise(step);
    if (step === REDELIVERED) return [delivery, delivery];
    return noise === undefined ? [delivery] : [delivery, { webhook: noise, turns: [], dueMs }];
  }

  #createTurn(tick: number, isImage: boolean, dueMs: number): Turn {
    const from = String(15_550_100_000 + (tick % USERS));
    const message = this.#platform.createMessage(from, isImage ? image(tick) : birthday(tick));
    return { message, dueMs, acknowledged: false, answered: false };
  }

  /** Several messages are spread over two entries: a bot that reads the first one only loses the rest. */
  #deliver(turns: readonly Turn[], dueMs: number): Delivery {
    const messages = turns.map(({ message }) => message);
    const groups = [messages.slice(0, 1), messages.slice(1)].filter((group) => group.length > 0);
    return { webhook: this.#platform.messages(groups, Date.now()), turns, dueMs };
  }

  #noise(step: number): WebhookRequest | undefined {
    if (step === UNSIGNED) return this.#platform.unsigned(Buffer.from('{"object":"whatsapp_business_account"}'));
    if (step === MALFORMED) return this.#platform.signed(Buffer.from('{"object":'));
    return step === STRAY ? this.#platform.stray() : undefined;
  }
}

const image = (tick: number): Content => ({ type: 'image', image: { id: String(tick), mime_type: 'image/jpeg' } });

/** Dates through all signs; now and then somebody only says hello. */
const birthday = (tick: number): Content => {
  const date = new Date(Date.UTC(1990, 0, 1) + ((tick * 37) % 3_650) * DAY_MS).toISOString().slice(0, 10);
  return { type: 'text', text: { body: tick % 7 === 0 ? 'Hello!' : `I was born on ${date}` } };
};
