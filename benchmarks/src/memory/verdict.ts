import { grouped, table } from '../table.ts';
import type { Fate } from './callers.ts';

export interface Reading {
  /** Requests sent until then. */
  readonly requests: number;
  /** Bytes alive after a forced collection, on the heap and in typed arrays, without compiled code. */
  readonly bytes: number;
}

export interface MemoryResult {
  readonly first: Reading;
  readonly last: Reading;
  readonly sent: Readonly<Record<Fate, number>>;
  /** What the store counted, by status. */
  readonly counted: Readonly<Record<string, number>>;
  readonly traces: Traces;
}

/** What became of the traces. By what the bot counts: transactions by the reason to keep them, and spans by their outcome. */
export interface Traces {
  readonly kept: Readonly<Record<string, number>>;
  /** There were too many in that second. */
  readonly beyondCap: Readonly<Record<string, number>>;
  readonly spans: Readonly<Record<string, number>>;
  /** Spans that the collector has taken: each transaction here has one. */
  readonly arrived: number;
}

/**
 * Less than one word of V8's, 8 bytes, for each request of the rarest fate: one in thirty is aborted, so 16,667 of
 * them lie between the readings of a full run. Whoever keeps a thing for each of those keeps more than that. What the
 * engine itself moves (the feedback of its optimiser) stays below it, at some 60 KB.
 */
const BYTES_KEPT_AT_LEAST = 8;
const RAREST = 1 / 30;
/** Under this much, a short run could not tell the engine's own movements from a leak. */
const NOISE_BYTES = 128 * 1024;

export const toleranceOf = (requests: number): number => Math.max(NOISE_BYTES, BYTES_KEPT_AT_LEAST * RAREST * requests);

/** Its status in the store. Source: nginx, for 499. */
const STATUS_OF: Readonly<Record<Fate, string>> = { answered: '200', left: '499', unknown: '404', failed: '500' };

/** What was not as it has to be. */
export const complaints = (result: MemoryResult): string[] => [
  ...growthComplaints(result),
  ...countComplaints(result),
  ...traceComplaints(result),
];

const growthComplaints = ({ first, last }: MemoryResult): string[] => {
  const grown = last.bytes - first.bytes;
  const tolerance = toleranceOf(last.requests - first.requests);
  if (grown <= tolerance) return [];
  return [`the heap grew by ${grouped(grown)} bytes; the tolerance is ${grouped(Math.round(tolerance))}`];
};

const countComplaints = ({ sent, counted }: MemoryResult): string[] =>
  (Object.entries(STATUS_OF) as [Fate, string][]).flatMap(([fate, status]) =>
    counted[status] === sent[fate]
      ? []
      : [`the store counted ${counted[status] ?? 0} of ${sent[fate]} requests as ${status}`],
  );

/** Every failure is kept or counted as beyond the cap, and all that is kept arrives or is counted as dropped. */
const traceComplaints = ({ sent, traces }: MemoryResult): string[] => {
  const { kept, arrived, dropped, failures, beyondCap } = sumsOf(traces);
  const wrong: string[] = [];
  if (failures + beyondCap !== sent.failed) {
    wrong.push(
      `of ${grouped(sent.failed)} failed requests ${grouped(failures)} were kept, and ${grouped(beyondCap)} were counted ` +
        'as beyond the cap',
    );
  }
  if (arrived === 0) wrong.push(`nothing was exported of ${grouped(kept)} transactions that were kept`);
  else if (arrived + dropped !== kept) {
    wrong.push(
      `${grouped(kept)} transactions were kept, ${grouped(arrived)} were exported, and ${grouped(dropped)} were counted ` +
        'as dropped',
    );
  }
  return wrong;
};

const sumsOf = ({ kept, beyondCap, spans, arrived }: Traces) => {
  const { exported: _arrived, ...dropped } = spans;
  return {
    kept: total(kept),
    failures: kept.error ?? 0,
    beyondCap: beyondCap.error ?? 0,
    arrived,
    dropped: total(dropped),
  };
};

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

export const toTable = ({ first, last, sent, counted, traces }: MemoryResult): string => {
  const readings = [first, last].map(({ requests, bytes }) => [`after ${grouped(requests)} requests`, grouped(bytes)]);
  const fates = (Object.entries(sent) as [Fate, number][]).map(([fate, count]) => [
    `${fate}, counted as ${STATUS_OF[fate]}`,
    grouped(count),
    grouped(counted[STATUS_OF[fate]] ?? 0),
  ]);
  const grown = last.bytes - first.bytes;
  const tolerance = grouped(Math.round(toleranceOf(last.requests - first.requests)));
  const { kept, arrived, dropped, failures, beyondCap } = sumsOf(traces);
  return [
    table(['heap', 'bytes'], readings),
    `Grown by ${grouped(grown)} bytes; the tolerance is ${tolerance}.\n`,
    table(['requests', 'sent', 'counted'], fates),
    '',
    table(
      ['transactions', 'number'],
      [
        ['kept', grouped(kept)],
        ['of these, failed', grouped(failures)],
        ['failed, beyond the cap', grouped(beyondCap)],
        ['exported', grouped(arrived)],
        ['dropped on the way', grouped(dropped)],
      ],
    ),
  ].join('\n');
};
