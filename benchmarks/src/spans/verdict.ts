import type { Spread } from '../statistics.ts';
import { fixed, grouped } from '../table.ts';

/** What was timed, in nanoseconds of CPU. */
export interface Timings {
  readonly childSpan: { readonly astrolabe: Spread; readonly otel: Spread };
  /** Above what the library's own publishing takes. */
  readonly outgoing: Spread;
  readonly ids: Spread;
}

/** What was to be recorded, and what was. */
export interface Proof {
  readonly what: string;
  readonly sent: number;
  readonly recorded: number;
}

/** In nanoseconds. */
export const TARGETS = { childSpan: 300, outgoing: 1_000, ids: 50 };

/**
 * What was not as it has to be. A busy machine slows an operation down and never speeds it up, so the lower end of the
 * middle half is what is judged.
 */
export const complaints = (timings: Timings, proofs: readonly Proof[]): string[] => [
  ...proofs
    .filter(({ sent, recorded }) => sent !== recorded)
    .map(({ what, sent, recorded }) => `${what}: ${grouped(recorded)} of ${grouped(sent)} were recorded`),
  ...missed("a child span through OpenTelemetry's API", timings.childSpan.astrolabe, TARGETS.childSpan),
  ...missed('the observation of an outgoing call', timings.outgoing, TARGETS.outgoing),
  ...missed('the ids of the active span', timings.ids, TARGETS.ids),
];

const missed = (what: string, { lowerQuartile }: Spread, target: number): string[] =>
  lowerQuartile <= target
    ? []
    : [`${what} took ${fixed(lowerQuartile, 0)} ns or more in three of four rounds; the target is ${grouped(target)}`];
