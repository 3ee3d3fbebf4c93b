/** The platform redelivers for days; most redeliveries come within minutes, and memory has to end somewhere. */
const MAX_REMEMBERED = 50_000;

/** A message comes for the first time, or once more after it was taken, or once more because it was not. */
export type Arrival = 'first' | 'duplicate' | 'retried';

/** The ids of messages that have come, the oldest forgotten first. */
export class RecentMessages {
  private readonly hasFailed = new Map<string, boolean>();

  /** Looks and remembers in one step, so that of two deliveries at once only one is first. */
  arrive(id: string): Arrival {
    const hasFailed = this.hasFailed.get(id);
    if (hasFailed === false) return 'duplicate';
    if (hasFailed === undefined && this.hasFailed.size >= MAX_REMEMBERED) this.forgetOldest();
    this.hasFailed.set(id, false);
    return hasFailed === undefined ? 'first' : 'retried';
  }

  /** The bot has not taken it: the platform delivers it once more. */
  fail(id: string): void {
    if (this.hasFailed.has(id)) this.hasFailed.set(id, true);
  }

  forget(id: string): void {
    this.hasFailed.delete(id);
  }

  private forgetOldest(): void {
    for (const oldest of this.hasFailed.keys()) {
      this.hasFailed.delete(oldest);
      return;
    }
  }
}
