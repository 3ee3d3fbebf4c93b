/**
 * Remembers the latest ids, so that a redelivered message is answered once. Bounded: the oldest are forgotten first.
 * The platform redelivers for days, but in nearly all cases within seconds.
 */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** Whether the id is new. Looking and remembering are one step: duplicates arrive in the same millisecond. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#capacity) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}
