import type { BullmqJob } from './bullmq-interface.js';

/** What came before a job's first attempt, in milliseconds: `delay` was asked for, and `wait` is what nobody wanted. */
export type Wait = readonly (readonly [name: 'delay' | 'wait', durationMs: number])[];

export interface WaitInput {
  /** When the attempt began, in milliseconds since 1970 by this machine's clock. */
  readonly begunMs: number;
  /** When the job was added, as its metadata say. */
  readonly sentMs: number | undefined;
  /** The first is 1; undefined where that is not known. */
  readonly attempt: number | undefined;
  /** Known of watched workers. */
  readonly job: BullmqJob | undefined;
}

/** A scheduler's jobs may have the metadata of the first of them: beyond this, they say nothing of a wait. */
const LONGEST_UNKNOWN_MS = 86_400_000;

/**
 * What lies between a job's being added and the beginning of its first attempt, in its order. BullMQ does not keep when
 * an attempt failed, so nothing is known of the others. Clocks of two machines may differ, so nothing here is negative.
 * A job that was promoted began within its delay.
 */
export const waitOf = ({ begunMs, sentMs, attempt, job }: WaitInput): Wait => {
  if (attempt !== 1) return [];
  if (job === undefined) {
    const ageMs = ageOf(sentMs, begunMs);
    return ageMs > LONGEST_UNKNOWN_MS ? [] : [['wait', ageMs]];
  }
  const ageMs = ageOf(job.timestamp, begunMs);
  const delayMs = Math.min(ageMs, Math.max(0, job.opts.delay ?? 0));
  return [
    ['delay', delayMs],
    ['wait', ageMs - delayMs],
  ];
};

const ageOf = (sinceMs: number | undefined, nowMs: number): number => Math.max(0, nowMs - (sinceMs ?? nowMs)) || 0;
