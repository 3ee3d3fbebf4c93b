import type { JobsOptions } from 'bullmq';

export const QUEUE = 'replies';

/** A user who waits for a reply. What was written is in the mailbox. */
export interface ReplyJob {
  /** A pseudonym. */
  readonly user: string;
}

/** A user who goes on writing is answered after so many pauses all the same. */
const LONGEST_PAUSES = 4;

/**
 * A job that begins when the user was silent for a while. One that comes while another waits takes its place; one that
 * comes while another is at work begins after it: a user has one reply at a time.
 */
export const jobOptions = (user: string, debounceMs: number, waitedMs: number): JobsOptions => ({
  delay: Math.max(0, Math.min(debounceMs, LONGEST_PAUSES * debounceMs - waitedMs)),
  deduplication: { id: user, replace: true, keepLastIfActive: true },
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: { count: 1_000 },
});
