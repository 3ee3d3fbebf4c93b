import { counter, span } from '@astrolabe/node';
import { composeAnswer } from './answer.ts';
import type { GraphClient } from './graph-client.ts';
import { RecentIds } from './recent-ids.ts';
import { describeFailure } from './upstream-error.ts';
import type { InboundMessage } from './webhook.ts';
import type { Words } from './words.ts';
import { Workload } from './workload.ts';

export interface InboxOptions {
  readonly graph: GraphClient;
  readonly words: Words;
  readonly concurrency?: number;
  readonly capacity?: number;
  readonly log?: (line: string) => void;
}

/** What came in, each message once, and the work of answering it. */
export class Inbox {
  readonly #graph: GraphClient;
  readonly #words: Words;
  readonly #log: (line: string) => void;
  readonly #workload: Workload;
  readonly #recentIds = new RecentIds();
  readonly #messages = counter('bot_messages_total', { outcome: ['new', 'duplicate'] }, { help: 'Messages of users.' });
  readonly #replies = counter('bot_replies_total', { outcome: ['sent', 'failed'] }, { help: 'Answers to users.' });

  constructor({ graph, words, concurrency = 64, capacity = 2_000, log = console.error }: InboxOptions) {
    this.#graph = graph;
    this.#words = words;
    this.#log = log;
    this.#workload = new Workload({ concurrency, capacity });
  }

  /** Remembers the messages, and returns the new ones; undefined when there is no room for more work. */
  accept(messages: readonly InboundMessage[]): readonly InboundMessage[] | undefined {
    if (!this.#workload.hasRoomFor(messages.length)) return undefined;
    return messages.filter(({ id }) => {
      const isNew = this.#recentIds.add(id);
      this.#messages.inc({ outcome: isNew ? 'new' : 'duplicate' });
      return isNew;
    });
  }

  answer(messages: readonly InboundMessage[]): void {
    for (const message of messages) this.#workload.add(() => span('answer', () => this.#answer(message)));
  }

  whenIdle(): Promise<void> {
    return this.#workload.whenIdle();
  }

  async #answer(message: InboundMessage): Promise<void> {
    try {
      // Together, for the words may take seconds; and both before the reply, for a late indicator outlives it.
      const [text] = await Promise.all([composeAnswer(message, this.#words), this.#showTyping(message)]);
      if (text === undefined) return;
      await this.#graph.reply(message, text);
      this.#replies.inc({ outcome: 'sent' });
    } catch (error) {
      this.#replies.inc({ outcome: 'failed' });
      this.#log(`express-bot: a reply failed: ${describeFailure(error)}`);
    }
  }

  /** Without it the answer is still an answer. */
  async #showTyping(message: InboundMessage): Promise<void> {
    try {
      await this.#graph.showTyping(message);
    } catch (error) {
      this.#log(`express-bot: the typing indicator failed: ${describeFailure(error)}`);
    }
  }
}
