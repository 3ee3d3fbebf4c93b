import type { Spread } from '../statistics.ts';
import { fixed, grouped } from '../table.ts';

/** What seeing one query of a source takes, in nanoseconds of CPU. */
export interface Timing {
  readonly source: string;
  readonly nanos: Spread;
}

/** What was asked, and what was counted of it. */
export interface Proof {
  readonly what: string;
  readonly sent: number;
  readonly recorded: number;
}

/** In nanoseconds. */
export const TARGET = 1_000;

/**
 * What was not as it has to be. A busy machine slows an operation down and never speeds it up, so the lower end of the
 * middle half is what is judged.
 */
export const complaints = (timings: readonly Timing[], proofs: readonly Proof[]): string[] => [
  ...proofs
    .filter(({ sent, recorded }) => sent !== recorded)
    .map(({ what, sent, recorded }) => `${what}: ${grouped(recorded)} of ${grouped(sent)} were recorded`),
  ...timings.flatMap(({ source, nanos: { lowerQuartile } }) =>
    lowerQuartile <= TARGET
      ? []
      : [
          `a query of ${source} took ${fixed(lowerQuartile, 0)} ns or more in three of four rounds; the target is ` +
            grouped(TARGET),
        ],
  ),
];
