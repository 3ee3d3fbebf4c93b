import { type Chart, computeChart } from '../chart/chart.ts';
import { describeChart } from '../chart/chart-text.ts';
import type { Measures } from '../inbox/measures.ts';
import { type InboundMessage, userKey } from '../webhook/inbound-message.ts';
import type { Words } from '../words/words.ts';
import { hear, type Intent } from './dialogue.ts';
import { birthOf, type Session } from './session.ts';
import type { SessionStore } from './session-store.ts';

/** An answer that is still to be put into words. */
export interface Answer {
  /** The message that it answers. */
  readonly to: InboundMessage;
  compose(): Promise<string>;
}

export interface ConversationOptions {
  readonly words: Words;
  readonly sessions: SessionStore;
  readonly measures: Measures;
  readonly now?: () => Date;
}

/** What users say, and what is said to them. */
export class Conversation {
  readonly #words: Words;
  readonly #sessions: SessionStore;
  readonly #measures: Measures;
  readonly #now: () => Date;

  constructor({ words, sessions, measures, now = () => new Date() }: ConversationOptions) {
    this.#words = words;
    this.#sessions = sessions;
    this.#measures = measures;
    this.#now = now;
  }

  /**
   * Hears the messages of one user in their order, and gives one answer, to the last that wants one. What was heard is
   * known at once: the words may come later.
   */
  listen(messages: readonly InboundMessage[]): Answer | undefined {
    let answer: Answer | undefined;
    for (const message of messages) {
      const user = userKey(message);
      const { session, intent } = hear(this.#sessions.get(user), message, this.#now());
      const known = this.#withChart(session);
      this.#sessions.set(user, known);
      if (intent !== undefined) answer = { to: message, compose: () => this.#compose(intent, known.chart) };
    }
    return answer;
  }

  #withChart(session: Session): Session {
    const birth = birthOf(session);
    if (birth === undefined || session.chart !== undefined) return session;
    return { ...session, chart: this.#measures.timed('chart', () => computeChart(birth)) };
  }

  async #compose(intent: Intent, chart: Chart | undefined): Promise<string> {
    if (intent.kind === 'say') return intent.text;
    if (chart === undefined) throw new Error('a chart is read that was not computed');
    const { topic, showsChart } = intent;
    const words = await this.#measures.timed('words', () => this.#words({ chart, topic }));
    return showsChart ? `${describeChart(chart)}\n\n${words}` : words;
  }
}
