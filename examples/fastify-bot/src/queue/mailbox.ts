import type { InboundMessage } from 'astrology';
import { userKey } from 'astrology';
import type { Redis } from 'ioredis';
import type { Pseudonym } from './pseudonyms.ts';

/** What became of a delivery: the message is new, or it was seen and waits for its answer, or it is done. */
export type Delivery = 'new' | 'waiting' | 'done';

export interface Delivered {
  readonly delivery: Delivery;
  /** The pseudonym of the user. */
  readonly user: string;
  /** Since when the user's oldest message waits, in milliseconds of the clock on the wall. */
  readonly waitingSinceMs: number;
}

interface Letter {
  readonly receivedMs: number;
  readonly message: InboundMessage;
}

/** Meta delivers again for seven days. */
const SEEN_SECONDS = 7 * 86_400;
/** Personal data does not stay for ever, even when no worker comes. */
const LETTERS_SECONDS = 86_400;

/** Looks, remembers and stores in one step: duplicates arrive in the same millisecond, and at several processes. */
const DELIVER = `
local isNew = redis.call('SET', KEYS[1], 'waiting', 'NX', 'EX', ARGV[2])
if isNew then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end
return { isNew and 'new' or redis.call('GET', KEYS[1]), redis.call('LINDEX', KEYS[2], 0) }
`;

/** Messages on their way from the web process to a worker, in Redis: each once, and those of a user together. */
export class Mailbox {
  readonly #redis: Redis;
  readonly #pseudonym: Pseudonym;
  readonly #nowMs: () => number;

  constructor(redis: Redis, pseudonym: Pseudonym, nowMs: () => number = Date.now) {
    this.#redis = redis;
    this.#pseudonym = pseudonym;
    this.#nowMs = nowMs;
  }

  /** @throws Error of Redis; what was delivered before it is kept, and a duplicate when it comes again */
  async deliver(message: InboundMessage): Promise<Delivered> {
    const user = this.#pseudonym(userKey(message));
    const letter: Letter = { receivedMs: this.#nowMs(), message };
    const keys = [this.#seenKey(message), lettersKey(user)];
    const values = [JSON.stringify(letter), SEEN_SECONDS, LETTERS_SECONDS];
    const answer = await this.#redis.eval(DELIVER, keys.length, ...keys, ...values);
    const [delivery, oldest] = answer as [Delivery | null, string | null];
    const { receivedMs } = oldest === null ? letter : (JSON.parse(oldest) as Letter);
    return { delivery: delivery ?? 'done', user, waitingSinceMs: receivedMs };
  }

  /** The messages of a user that wait, the oldest first. */
  async read(user: string): Promise<readonly InboundMessage[]> {
    const letters = await this.#redis.lrange(lettersKey(user), 0, -1);
    return letters.map((letter) => (JSON.parse(letter) as Letter).message);
  }

  /** Takes out what was read; what came since stays. */
  async take(user: string, messages: readonly InboundMessage[]): Promise<void> {
    const transaction = this.#redis.multi().ltrim(lettersKey(user), messages.length, -1);
    for (const message of messages) transaction.set(this.#seenKey(message), 'done', 'EX', SEEN_SECONDS);
    await transaction.exec();
  }

  #seenKey({ id }: InboundMessage): string {
    return `bot:seen:${this.#pseudonym(id)}`;
  }
}

const lettersKey = (user: string): string => `bot:letters:${user}`;
