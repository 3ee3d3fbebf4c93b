import type { Conversation } from '../conversation/conversation.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { describeFailure } from '../graph/upstream-error.ts';
import type { InboundMessage } from '../webhook/inbound-message.ts';
import type { Measures } from './measures.ts';

export interface AnswererOptions {
  readonly graph: GraphClient;
  readonly conversation: Conversation;
  readonly measures: Measures;
  readonly log: (line: string) => void;
}

/**
 * Answers messages of one user, the oldest first, with one reply to the latest of them. `beforeReply` is the last
 * moment in which nothing was sent; what it throws is thrown, and nothing else is.
 */
export type Answerer = (messages: readonly InboundMessage[], beforeReply?: () => Promise<unknown>) => Promise<void>;

/** A reply in words, and the message that it answers. */
interface Composed {
  readonly to: InboundMessage;
  readonly text: string;
}

export const createAnswerer = ({ graph, conversation, measures, log }: AnswererOptions): Answerer => {
  const failed = (error: unknown): undefined => {
    measures.reply('failed');
    log(`a reply failed: ${describeFailure(error)}`);
  };

  /** Without it the answer is still an answer. */
  const showTyping = (message: InboundMessage): Promise<void> =>
    graph.showTyping(message).catch((error: unknown) => log(`the typing indicator failed: ${describeFailure(error)}`));

  const compose = async (messages: readonly InboundMessage[]): Promise<Composed | undefined> => {
    const answer = conversation.listen(messages);
    if (answer === undefined) return undefined;
    // Together, for the words may take seconds; and both before the reply, for a late indicator outlives it.
    const [text] = await Promise.all([answer.compose(), showTyping(answer.to)]);
    return { to: answer.to, text };
  };

  const reply = async ({ to, text }: Composed): Promise<void> => {
    await graph.reply(to, text);
    measures.reply('sent');
  };

  return async (messages, beforeReply = async () => undefined) => {
    const composed = await compose(messages).catch(failed);
    await beforeReply();
    if (composed !== undefined) await reply(composed).catch(failed);
  };
};
