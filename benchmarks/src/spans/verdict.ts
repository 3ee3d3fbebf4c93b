import type { Spread } from '../statistics.ts';
import { missed, type Proof, unrecorded } from '../timing/verdict.ts';

/** What was timed, in nanoseconds of CPU. */
export interface Timings {
  readonly childSpan: { readonly astrolabe: Spread; readonly otel: Spread };
  /** Above what the library's own publishing takes. */
  readonly outgoing: Spread;
  readonly ids: Spread;
}

/** In nanoseconds. */
export const TARGETS = { childSpan: 300, outgoing: 1_000, ids: 50 };

/** What was not as it has to be. */
export const complaints = (timings: Timings, proofs: readonly Proof[]): string[] => [
  ...unrecorded(proofs),
  ...missed("a child span through OpenTelemetry's API", timings.childSpan.astrolabe, TARGETS.childSpan),
  ...missed('the observation of an outgoing call', timings.outgoing, TARGETS.outgoing),
  ...missed('the ids of the active span', timings.ids, TARGETS.ids),
];
