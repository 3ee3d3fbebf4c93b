import { type InboundMessage, userKey } from '../webhook/inbound-message.ts';
import type { Answerer } from './answerer.ts';
import type { Measures } from './measures.ts';
import { RecentIds } from './recent-ids.ts';
import { Workload } from './workload.ts';

/** Begins the work; to be called once the webhook is acknowledged. */
export type Begin = () => void;

/** Where the messages of a webhook go. */
export interface Intake {
  /** Takes messages in; undefined when there is no room for more work. Rejects when nobody knows whether it has. */
  accept(messages: readonly InboundMessage[]): Begin | undefined | Promise<Begin | undefined>;
  /** Resolves when all that was taken in is done, or is in other hands. */
  whenIdle(): Promise<void>;
}

export interface InboxOptions {
  readonly answer: Answerer;
  readonly measures: Measures;
  readonly concurrency?: number;
  readonly capacity?: number;
}

/** What came in, each message once, and the work of answering it in this process. */
export class Inbox implements Intake {
  readonly #answer: Answerer;
  readonly #measures: Measures;
  readonly #workload: Workload;
  readonly #recentIds = new RecentIds();

  constructor({ answer, measures, concurrency = 512, capacity = 4_000 }: InboxOptions) {
    this.#answer = answer;
    this.#measures = measures;
    this.#workload = new Workload({ concurrency, capacity });
  }

  /** Remembers the messages, and takes in the new ones: looking and remembering are one step, and so is the webhook. */
  accept(messages: readonly InboundMessage[]): Begin | undefined {
    if (!this.#workload.hasRoomFor(messages.length)) return undefined;
    const fresh = messages.filter(({ id }) => {
      const isNew = this.#recentIds.add(id);
      this.#measures.message(isNew ? 'new' : 'duplicate');
      return isNew;
    });
    return () => {
      for (const message of fresh) {
        this.#workload.add(userKey(message), () => this.#measures.timed('answer', () => this.#answer([message])));
      }
    };
  }

  whenIdle(): Promise<void> {
    return this.#workload.whenIdle();
  }
}
