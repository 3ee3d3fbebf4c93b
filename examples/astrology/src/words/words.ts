import type { Chart } from '../chart/chart.ts';
import type { Topic } from '../conversation/topic.ts';

export interface Reading {
  readonly chart: Chart;
  readonly topic: Topic;
}

/** Finds the words for a reading; another source is asked for them, or they are at hand. */
export type Words = (reading: Reading) => Promise<string>;

/** Asks the first source, and has the second ready: a user gets an answer even when the language model is away. */
export const withFallback =
  (asked: Words, fallback: Words, failed: (error: unknown) => void): Words =>
  async (reading) => {
    try {
      return await asked(reading);
    } catch (error) {
      failed(error);
      return fallback(reading);
    }
  };
