import type { Spread } from '../statistics.ts';
import { fixed, grouped } from '../table.ts';

/** What was to be recorded, and what was. */
export interface Proof {
  readonly what: string;
  readonly sent: number;
  readonly recorded: number;
}

/** What is missing: then nobody knows what it costs. */
export const unrecorded = (proofs: readonly Proof[]): string[] =>
  proofs
    .filter(({ sent, recorded }) => sent !== recorded)
    .map(({ what, sent, recorded }) => `${what}: ${grouped(recorded)} of ${grouped(sent)} were recorded`);

/**
 * What took longer than its target, both in nanoseconds. A busy machine slows an operation down and never speeds it up, so
 * the lower end of the middle half is what is judged.
 */
export const missed = (what: string, { lowerQuartile }: Spread, target: number): string[] =>
  lowerQuartile <= target
    ? []
    : [`${what} took ${fixed(lowerQuartile, 0)} ns or more in three of four rounds; the target is ${grouped(target)}`];
