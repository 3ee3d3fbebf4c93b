import { type Begin, describeFailure, type InboundMessage, type Intake, type Measures } from 'astrology';
import type { Queue } from 'bullmq';
import type { Delivered, Mailbox } from './mailbox.ts';
import { jobOptions, type ReplyJob } from './reply-job.ts';

export interface ReplyQueueOptions {
  readonly queue: Queue<ReplyJob>;
  readonly mailbox: Mailbox;
  readonly measures: Measures;
  readonly debounceMs: number;
  readonly log: (line: string) => void;
  readonly nowMs?: () => number;
}

/** The webhook's messages go to Redis, and to whichever worker is there. */
export class ReplyQueue implements Intake {
  readonly #options: ReplyQueueOptions;
  readonly #nowMs: () => number;

  constructor(options: ReplyQueueOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  /** When Redis does not take it all the webhook is to come again: what it has taken is then known. */
  async accept(messages: readonly InboundMessage[]): Promise<Begin | undefined> {
    try {
      const delivered = await Promise.all(messages.map((message) => this.#options.mailbox.deliver(message)));
      await Promise.all(this.#waitingUsers(delivered).map((each) => this.#enqueue(each)));
      for (const { delivery } of delivered) this.#options.measures.message(delivery === 'new' ? 'new' : 'duplicate');
      return () => undefined;
    } catch (error) {
      this.#options.log(`a webhook could not be queued: ${describeFailure(error)}`);
      return undefined;
    }
  }

  /** Every promise was awaited before the acknowledgement. */
  async whenIdle(): Promise<void> {}

  /**
   * Each user once. A duplicate that still waits counts: its first delivery may have been cut off before its job was
   * made.
   */
  #waitingUsers(delivered: readonly Delivered[]): readonly Delivered[] {
    const waiting = delivered.filter(({ delivery }) => delivery !== 'done');
    return [...new Map(waiting.map((each) => [each.user, each])).values()];
  }

  async #enqueue({ user, waitingSinceMs }: Delivered): Promise<void> {
    const { queue, debounceMs } = this.#options;
    await queue.add('reply', { user }, jobOptions(user, debounceMs, this.#nowMs() - waitingSinceMs));
  }
}
