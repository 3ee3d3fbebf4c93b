import type { Answerer, Measures } from 'astrology';
import type { Mailbox } from './mailbox.ts';
import type { ReplyJob } from './reply-job.ts';

export interface ReplyProcessorOptions {
  readonly mailbox: Mailbox;
  readonly answer: Answerer;
  readonly measures: Measures;
}

/**
 * Answers all that a user has written with one reply. The messages are taken out just before it is sent: a worker that
 * is lost while the words are sought leaves them to the next, and one that is lost afterwards does not answer twice.
 */
export const createReplyProcessor =
  ({ mailbox, answer, measures }: ReplyProcessorOptions) =>
  async ({ data: { user } }: { readonly data: ReplyJob }): Promise<void> => {
    const messages = await mailbox.read(user);
    if (messages.length === 0) return;
    await measures.timed('answer', () => answer(messages, () => mailbox.take(user, messages)));
  };
