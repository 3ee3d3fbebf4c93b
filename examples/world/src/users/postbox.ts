import type { Line } from './crowd.ts';
import type { Delivery } from './delivery.ts';
import type { Platform } from './platform.ts';

/** Puts what users write into webhooks. */
export class Postbox {
  readonly #platform: Platform;
  readonly #held: Line[] = [];

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** A webhook with these lines, and with those that were held before. */
  send(dueMs: number, ...lines: readonly Line[]): Delivery {
    const letters = [...this.#held.splice(0), ...lines].map(({ from, content }) => ({
      message: this.#platform.createMessage(from, content),
      acknowledged: false,
      waitedFor: false,
    }));
    const messages = letters.map(({ message }) => message);
    // Several are spread over two entries: a bot that reads the first one only loses the rest.
    const groups = [messages.slice(0, 1), messages.slice(1)].filter((group) => group.length > 0);
    return { webhook: this.#platform.messages(groups, Date.now()), letters, dueMs };
  }

  /** Keeps a line for the next webhook. */
  hold(line: Line): void {
    this.#held.push(line);
  }
}
