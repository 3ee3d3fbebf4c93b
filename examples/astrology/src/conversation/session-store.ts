import { NEW_SESSION, type Session } from './session.ts';

export interface SessionStoreOptions {
  readonly capacity?: number;
  /** Milliseconds after a user's last message; then the platform allows no free answer either. */
  readonly longestMs?: number;
  readonly nowMs?: () => number;
}

interface Entry {
  readonly session: Session;
  readonly usedMs: number;
}

const DAY_MS = 86_400_000;

/** The sessions of users, in memory. Bounded: those who were away the longest are forgotten first. */
export class SessionStore {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  readonly #longestMs: number;
  readonly #nowMs: () => number;

  constructor({ capacity = 10_000, longestMs = DAY_MS, nowMs = Date.now }: SessionStoreOptions = {}) {
    this.#capacity = capacity;
    this.#longestMs = longestMs;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(user: string): Session {
    this.#forgetExpired();
    return this.#entries.get(user)?.session ?? NEW_SESSION;
  }

  set(user: string, session: Session): void {
    this.#entries.delete(user);
    this.#entries.set(user, { session, usedMs: this.#nowMs() });
    if (this.#entries.size > this.#capacity) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Personal data is not kept longer for nobody having asked for it. */
  #forgetExpired(): void {
    const earliestMs = this.#nowMs() - this.#longestMs;
    for (const [user, { usedMs }] of this.#entries) {
      if (usedMs > earliestMs) return;
      this.#entries.delete(user);
    }
  }
}
