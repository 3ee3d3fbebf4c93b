import type { Clock } from '@astrolabe/core';

/** Half of what a scrape may hold the event loop for: the other half is for writing what was made. */
const BUDGET_MS = 1;
/** A look at the clock costs about as much as the line of a counter. */
const STEPS_BETWEEN_LOOKS = 16;

/** A stretch of work that must not hold the event loop. */
export interface Slice {
  /** True when the event loop should have its turn. */
  isOver(): boolean;
  /** The same after a small step, of which the most are let through without a look at the clock. */
  isOverAfterStep(): boolean;
  /** The work pauses, and is told what it has taken. */
  pause(): void;
  /** Gives the event loop its turn, and starts anew. */
  rest(): Promise<void>;
}

type Spent = (seconds: number) => void;

export const createSlice = (
  clock: Pick<Clock, 'nowMs'>,
  budgetMs = BUDGET_MS,
  spent: Spent = () => undefined,
): Slice => {
  let startedMs = clock.nowMs();
  let steps = 0;
  const isOver = () => clock.nowMs() - startedMs >= budgetMs;
  return {
    isOver,
    isOverAfterStep: () => {
      if (++steps < STEPS_BETWEEN_LOOKS) return false;
      steps = 0;
      return isOver();
    },
    pause: () => spent((clock.nowMs() - startedMs) / 1_000),
    rest: async () => {
      await nextTurn();
      startedMs = clock.nowMs();
      steps = 0;
    },
  };
};

/** Resolves when the event loop has been around: timers and arrived requests come first. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** About what a socket buffers: larger parts would cost more to encode and copy than a slice has time for. */
const MAX_PART_LENGTH = 64 * 1024;

/**
 * Joins the lines of one part after another into pieces to send. Between pieces the event loop has its turn, and none
 * is made before the one before it is taken. `spent` is told of the seconds that each has taken.
 */
export async function* inSlices(
  parts: AsyncIterable<Iterable<string>>,
  clock: Pick<Clock, 'nowMs'>,
  spent?: Spent,
): AsyncGenerator<string> {
  const slice = createSlice(clock, BUDGET_MS, spent);
  let text = '';
  for await (const part of parts) {
    for (const lines of part) {
      text += lines;
      if (text.length < MAX_PART_LENGTH && !slice.isOverAfterStep()) continue;
      slice.pause();
      yield text;
      text = '';
      await slice.rest();
    }
    if (!slice.isOver()) continue;
    slice.pause();
    await slice.rest();
  }
  slice.pause();
  if (text !== '') yield text;
}
