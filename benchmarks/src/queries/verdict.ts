import type { Spread } from '../statistics.ts';
import { missed, type Proof, unrecorded } from '../timing/verdict.ts';

/** What seeing one query of a source takes, in nanoseconds of CPU. */
export interface Timing {
  readonly source: string;
  readonly nanos: Spread;
}

/** In nanoseconds. */
export const TARGET = 1_000;

/** What was not as it has to be. */
export const complaints = (timings: readonly Timing[], proofs: readonly Proof[]): string[] => [
  ...unrecorded(proofs),
  ...timings.flatMap(({ source, nanos }) => missed(`a query of ${source}`, nanos, TARGET)),
];
