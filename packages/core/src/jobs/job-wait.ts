import type { BullmqJob } from './bullmq-interface.js';

/**
 * What came before an attempt at a job, in milliseconds: `delay` was asked for, `backoff` is the pause after a failed
 * attempt, and `wait` is what nobody wanted.
 */
export type WaitName = 'delay' | 'backoff' | 'wait';
export type Wait = readonly (readonly [name: WaitName, durationMs: number])[];

export interface WaitInput {
  /** When the attempt began, in milliseconds since 1970 by this machine's clock. */
  readonly begunMs: number;
  /** When the job was added, or its last attempt ended, as its metadata say. */
  readonly sentMs: number | undefined;
  /** Known of watched workers. */
  readonly job: BullmqJob | undefined;
}

/** A scheduler's jobs may have the metadata of the first of them: beyond this, they say nothing of a wait. */
const LONGEST_UNKNOWN_MS = 86_400_000;

/**
 * What lies between a job's being added and the beginning of an attempt at it, in its order. Clocks of two machines may
 * differ, so nothing here is negative. A job that was promoted began within its delay.
 */
export const waitOf = ({ begunMs, sentMs, job }: WaitInput): Wait => {
  const unknownMs = ageOf(sentMs, begunMs);
  if (job === undefined) return unknownMs > LONGEST_UNKNOWN_MS ? [] : [['wait', unknownMs]];
  if (job.attemptsMade > 1) return [['backoff', unknownMs]];
  const ageMs = ageOf(job.timestamp, begunMs);
  const delayMs = Math.min(ageMs, Math.max(0, job.opts.delay ?? 0));
  return [
    ['delay', delayMs],
    ['wait', ageMs - delayMs],
  ];
};

const ageOf = (sinceMs: number | undefined, nowMs: number): number => Math.max(0, nowMs - (sinceMs ?? nowMs)) || 0;
