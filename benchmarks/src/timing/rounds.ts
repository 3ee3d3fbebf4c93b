import { createProgress } from '../progress.ts';
import { rotated } from '../statistics.ts';

export interface RoundsOptions {
  /** Rounds before those that count. */
  readonly warmUp: number;
  readonly rounds: number;
  /** No round that counts but the first begins later, in milliseconds from the beginning. */
  readonly withinMs: number;
}

export interface Rounds<S, T> {
  /** What each step took in each round that counts. */
  readonly taken: ReadonlyMap<S, readonly T[]>;
  /** Rounds that were made, those before included. */
  readonly done: number;
}

/** Every step in turns, in another order each round, so that whatever slows the machine slows all of them. */
export const inTurns = async <S, T>(
  steps: readonly S[],
  { warmUp, rounds, withinMs }: RoundsOptions,
  measure: (step: S, round: number) => Promise<T>,
): Promise<Rounds<S, T>> => {
  const taken = new Map<S, T[]>(steps.map((step) => [step, []]));
  const progress = createProgress();
  const beganMs = performance.now();
  let done = 0;
  try {
    for (; done < warmUp + rounds; done++) {
      if (done > warmUp && performance.now() - beganMs > withinMs) break;
      progress.show(`round ${done + 1}`);
      for (const step of rotated(steps, done)) {
        const value = await measure(step, done);
        if (done >= warmUp) taken.get(step)?.push(value);
      }
    }
  } finally {
    progress.done();
  }
  return { taken, done };
};
