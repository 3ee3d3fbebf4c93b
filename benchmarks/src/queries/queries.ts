import { buildPackages } from '../built-packages.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { addedTo, rotated, spread } from '../statistics.ts';
import { fixed, grouped, middleHalf, table } from '../table.ts';
import { parseTimingOptions, type TimingOptions } from '../timing/options.ts';
import { inTurns } from '../timing/rounds.ts';
import type { Proof } from '../timing/verdict.ts';
import { complaints, TARGET, type Timing } from './verdict.ts';

const SIDES = ['bare', 'astrolabe'] as const;
type Side = (typeof SIDES)[number];
type Processes = Readonly<Record<Side, BenchmarkProcess>>;

const WAITS = 'mysql2 pool';
const QUERIES = 50;
const DEFAULT_TIMES = 10_000;

/** What it costs to see one query, above what its library does to let it be seen. */
export const queries = async (flags: string[]): Promise<boolean> => {
  const parsed = parseTimingOptions(flags, DEFAULT_TIMES, QUERIES);
  // Whole requests, so that what was asked is known.
  const options = { ...parsed, times: Math.ceil(parsed.times / QUERIES) * QUERIES };
  buildPackages();
  const { timings, proofs } = await measure(options);
  const wrong = complaints(timings, proofs);
  for (const line of wrong) console.error(`bench queries: ${line}`);
  console.log(options.json ? toJson(timings) : toTable(timings, options));
  return wrong.length === 0;
};

const measure = async (options: TimingOptions): Promise<{ timings: Timing[]; proofs: Proof[] }> => {
  const script = new URL('../../servers/query-operations.cjs', import.meta.url);
  const begin = (side: Side) => startProcess({ script, arguments: [side], cpu: MEASURED_CPU });
  const processes: Processes = { bare: begin('bare'), astrolabe: begin('astrolabe') };
  try {
    const sources = await processes.astrolabe.ask<string[]>('sources');
    const { taken, done } = await inTurns(sources, options, (source, round) =>
      bothSides(processes, source, round, options),
    );
    const timings = [...taken].map(([source, nanos]) => ({
      source,
      nanos: spread(
        addedTo(
          nanos.map(({ bare }) => bare),
          nanos.map(({ astrolabe }) => astrolabe),
        ),
      ),
    }));
    return { timings, proofs: await prove(processes, sources, done * options.times * (options.sabotage ? 2 : 1)) };
  } finally {
    await Promise.all(Object.values(processes).map((each) => each.stop()));
  }
};

/** One source on both sides, the one that is first in turns too. */
const bothSides = async (
  processes: Processes,
  source: string,
  round: number,
  { times, burden }: TimingOptions,
): Promise<Record<Side, number>> => {
  const nanos = { bare: Number.NaN, astrolabe: Number.NaN };
  for (const side of rotated(SIDES, round)) {
    const burdened = burden && side === 'astrolabe';
    nanos[side] = await processes[side].ask<number>('time', { source, times, burdened });
  }
  return nanos;
};

const prove = async ({ astrolabe }: Processes, sources: readonly string[], sent: number): Promise<Proof[]> => {
  const recorded = await astrolabe.ask<{ spans: number; queries: number; waits: number }>('recorded');
  const queried = sent * (sources.length - 1);
  return [
    { what: 'queries', sent: queried, recorded: recorded.queries },
    { what: 'spans of queries', sent: queried, recorded: recorded.spans },
    { what: 'waits for a connection', sent: sources.includes(WAITS) ? sent : 0, recorded: recorded.waits },
  ];
};

const toJson = (timings: readonly Timing[]): string =>
  JSON.stringify({
    queryNanos: Object.fromEntries(timings.map(({ source, nanos }) => [source, Math.round(nanos.median)])),
  });

const toTable = (timings: readonly Timing[], { rounds, times }: TimingOptions): string => {
  const lines = timings.map(({ source, nanos }) => [
    source,
    fixed(nanos.median, 0),
    middleHalf(nanos, 0),
    `≤ ${grouped(TARGET)}`,
  ]);
  const head = ['a query of', 'ns added', 'middle half', 'target'];
  return `${table(head, lines)}\nCPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`;
};
