import { grouped, table } from '../table.ts';
import type { Fate } from './callers.ts';

export interface Reading {
  /** Requests sent until then. */
  readonly requests: number;
  /** Bytes alive after a forced collection, on the heap and in typed arrays. */
  readonly bytes: number;
}

export interface MemoryResult {
  readonly first: Reading;
  readonly last: Reading;
  readonly sent: Readonly<Record<Fate, number>>;
  /** What the store counted, by status. */
  readonly counted: Readonly<Record<string, number>>;
}

/**
 * Less than one word of V8's, 8 bytes, for each request of the rarest fate: one in thirty is aborted, so 30,000 of
 * them lie between the readings of a full run. Whoever keeps a thing for each of those keeps more than that. What the
 * engine itself moves (compiled code, feedback of the optimiser) stays below it, at some 100 KB.
 */
const BYTES_KEPT_AT_LEAST = 8;
const RAREST = 1 / 30;
/** Under this much, a short run could not tell the engine's own movements from a leak. */
const NOISE_BYTES = 192 * 1024;

export const toleranceOf = (requests: number): number => Math.max(NOISE_BYTES, BYTES_KEPT_AT_LEAST * RAREST * requests);

/** Its status in the store. Source: nginx, for 499. */
const STATUS_OF: Readonly<Record<Fate, string>> = { answered: '200', left: '499', unknown: '404', failed: '500' };

/** What was not as it has to be. */
export const complaints = ({ first, last, sent, counted }: MemoryResult): string[] => {
  const grown = last.bytes - first.bytes;
  const tolerance = toleranceOf(last.requests - first.requests);
  const wrong = (Object.entries(STATUS_OF) as [Fate, string][]).flatMap(([fate, status]) =>
    counted[status] === sent[fate]
      ? []
      : [`the store counted ${counted[status] ?? 0} of ${sent[fate]} requests as ${status}`],
  );
  return grown > tolerance
    ? [`the heap grew by ${grouped(grown)} bytes; the tolerance is ${grouped(Math.round(tolerance))}`, ...wrong]
    : wrong;
};

export const toTable = ({ first, last, sent, counted }: MemoryResult): string => {
  const readings = [first, last].map(({ requests, bytes }) => [`after ${grouped(requests)} requests`, grouped(bytes)]);
  const fates = (Object.entries(sent) as [Fate, number][]).map(([fate, count]) => [
    `${fate}, counted as ${STATUS_OF[fate]}`,
    grouped(count),
    grouped(counted[STATUS_OF[fate]] ?? 0),
  ]);
  const grown = last.bytes - first.bytes;
  const tolerance = grouped(Math.round(toleranceOf(last.requests - first.requests)));
  return [
    table(['heap', 'bytes'], readings),
    `Grown by ${grouped(grown)} bytes; the tolerance is ${tolerance}.\n`,
    table(['requests', 'sent', 'counted'], fates),
  ].join('\n');
};
