import type { Times } from '../books/books.ts';

/** One exchange with a user: the messages in, until the first answer. Its times are those of the first message. */
export interface Turn extends Times {
  readonly user: string;
  /** Messages that wait in it. */
  messages: number;
}

/** The users who wait, each in one turn, the longest waiting first. */
export class Turns {
  readonly #waiting = new Map<string, Turn>();
  readonly #timeoutMs: number;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  isWaiting(user: string): boolean {
    return this.#waiting.has(user);
  }

  /** A message leaves: it joins the turn of a user who waits already, or begins one. */
  open(user: string, { dueMs, sentMs }: Times): Turn {
    const turn = this.#waiting.get(user);
    if (turn !== undefined) {
      turn.messages++;
      return turn;
    }
    const opened = { user, dueMs, sentMs, messages: 1 };
    this.#waiting.set(user, opened);
    return opened;
  }

  /** A message was refused: it was no message of a user. A turn of nothing else has never been. */
  withdraw(turn: Turn): void {
    turn.messages--;
    if (turn.messages === 0 && this.#waiting.get(turn.user) === turn) this.#waiting.delete(turn.user);
  }

  /**
   * Takes the turn that an answer ends; undefined when nobody waited for it, or waits no longer. What the bot sent before
   * the user wrote is a later part of the answer before.
   */
  answer(user: string, { calledMs, atMs }: { readonly calledMs: number; readonly atMs: number }): Turn | undefined {
    const turn = this.#waiting.get(user);
    if (turn === undefined || calledMs < turn.sentMs || atMs > turn.sentMs + this.#timeoutMs) return undefined;
    this.#waiting.delete(user);
    return turn;
  }

  /** Takes the turns that nobody has answered in time; returns how many. */
  giveUp(nowMs: number): number {
    let given = 0;
    for (const [user, { sentMs }] of this.#waiting) {
      if (sentMs + this.#timeoutMs >= nowMs) break;
      this.#waiting.delete(user);
      given++;
    }
    return given;
  }
}
