import { setTimeout } from 'node:timers/promises';

export interface RetryOptions {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** The first pause at its longest; every further one is twice as long. */
  readonly baseMs: number;
  /** No pause is longer. Who asks for more than this is not waited for. */
  readonly longestMs: number;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly random?: () => number;
}

/** What is known of a failure: whether another try may help, and when its sender asked for one. */
export interface Verdict {
  readonly temporary: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Tries again after temporary failures, and throws the last one. Pauses are drawn at random below a growing bound. */
export const retry = async <R>(
  work: () => Promise<R>,
  judge: (error: unknown) => Verdict,
  { attempts, baseMs, longestMs, pause = setTimeout, random = Math.random }: RetryOptions,
): Promise<R> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const { temporary, retryAfterMs } = judge(error);
      const pauseMs = retryAfterMs ?? Math.min(longestMs, baseMs * 2 ** (attempt - 1)) * random();
      if (!temporary || attempt >= attempts || pauseMs > longestMs) throw error;
      await pause(pauseMs);
    }
  }
};
