import type { Spread } from '../statistics.ts';
import { fixed, grouped } from '../table.ts';

/** What one operation took, in nanoseconds of CPU. */
export interface Timing {
  readonly operation: string;
  readonly library: string;
  readonly nanos: Spread;
}

/** What was recorded in a metric of ours, and what its reader finds there. */
export interface Proof {
  readonly metric: string;
  readonly sent: number;
  readonly counted: number;
}

/** What recording may take, in nanoseconds, by the name of the operation. */
export const TARGETS: ReadonlyMap<string, number> = new Map([
  ['counter of two labels, labels each time', 150],
  ['counter of two labels, money', 150],
  ['counter of two labels, series kept', 60],
  ['histogram of two labels, series kept', 60],
  ['unique count, labels each time', 1_000],
]);

/**
 * What was not as it has to be. A busy machine slows an operation down and never speeds it up, so the lower end of the
 * middle half is what is judged.
 */
export const complaints = (timings: readonly Timing[], proofs: readonly Proof[]): string[] => [
  ...proofs
    .filter(({ sent, counted }) => sent !== counted)
    .map(({ metric, sent, counted }) => `astrolabe counted ${grouped(counted)} of ${grouped(sent)} in ${metric}`),
  ...[...TARGETS].flatMap(([operation, target]) => missed(timings, operation, target) ?? []),
];

const missed = (timings: readonly Timing[], operation: string, target: number): string | undefined => {
  const timing = timings.find((each) => each.operation === operation && each.library === 'astrolabe');
  if (timing === undefined) return `nothing was timed under the name "${operation}"`;
  const { lowerQuartile } = timing.nanos;
  return lowerQuartile > target
    ? `${operation}: ${fixed(lowerQuartile, 0)} ns or more in three of four rounds; at most ${target} are allowed`
    : undefined;
};
