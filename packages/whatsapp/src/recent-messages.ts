/** The platform redelivers for days; most redeliveries come within minutes, and memory has to end somewhere. */
const MAX_REMEMBERED = 50_000;

/** The ids of messages that have come, the oldest forgotten first. */
export class RecentMessages {
  private readonly ids = new Set<string>();

  /** Whether it is the first time; in one step, so that of two deliveries at once only one is first. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    if (this.ids.size >= MAX_REMEMBERED) {
      for (const oldest of this.ids) {
        this.ids.delete(oldest);
        break;
      }
    }
    this.ids.add(id);
    return true;
  }

  forget(id: string): void {
    this.ids.delete(id);
  }
}
