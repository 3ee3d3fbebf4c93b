import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { addedTo, rotated, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import { complaints, type Proof, TARGET, type Timing } from './verdict.ts';

const SIDES = ['bare', 'astrolabe'] as const;
type Side = (typeof SIDES)[number];
type Processes = Readonly<Record<Side, BenchmarkProcess>>;

const WAITS = 'mysql2 pool';
const QUERIES = 50;
const WARM_UP_ROUNDS = 5;
/** With the build and a package manager before it, the whole takes less than 55 seconds. */
const QUICK_WITHIN_MS = 30_000;

interface QueriesOptions {
  readonly rounds: number;
  readonly times: number;
  readonly withinMs: number;
  /** The negative controls: ours take two microseconds longer, or what is said to be sent is not. */
  readonly burden: boolean;
  readonly sabotage: boolean;
}

/** What it costs to see one query, above what its library does to let it be seen. */
export const queries = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      times: { type: 'string' },
      burden: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
    },
  });
  const { quick, json, burden, sabotage } = values;
  const rounds = count('rounds', values.rounds ?? (quick ? '25' : '60'));
  // Whole requests, so that what was asked is known.
  const times = Math.ceil(count('times', values.times ?? '10000', QUERIES) / QUERIES) * QUERIES;
  buildPackages();
  const withinMs = quick ? QUICK_WITHIN_MS : Number.POSITIVE_INFINITY;
  const { timings, proofs } = await measure({ rounds, times, withinMs, burden, sabotage });
  const wrong = complaints(timings, proofs);
  for (const line of wrong) console.error(`bench queries: ${line}`);
  console.log(json ? toJson(timings) : toTable(timings, rounds, times));
  return wrong.length === 0;
};

const measure = async (options: QueriesOptions): Promise<{ timings: Timing[]; proofs: Proof[] }> => {
  const script = new URL('../../servers/query-operations.cjs', import.meta.url);
  const begin = (side: Side) => startProcess({ script, arguments: [side], cpu: MEASURED_CPU });
  const processes: Processes = { bare: begin('bare'), astrolabe: begin('astrolabe') };
  try {
    const sources = await processes.astrolabe.ask<string[]>('sources');
    const { nanos, done } = await timeInTurns(processes, sources, options);
    const taken = (side: Side, source: string) => nanos.get(`${side} ${source}`) ?? [];
    const timings = sources.map((source) => ({
      source,
      nanos: spread(addedTo(taken('bare', source), taken('astrolabe', source))),
    }));
    return { timings, proofs: await prove(processes, sources, done * options.times * (options.sabotage ? 2 : 1)) };
  } finally {
    await Promise.all(Object.values(processes).map((each) => each.stop()));
  }
};

/** Both sides of each source in turns, in another order each round, so that whatever slows the machine slows both. */
const timeInTurns = async (processes: Processes, sources: readonly string[], options: QueriesOptions) => {
  const { rounds, times, withinMs, burden } = options;
  const nanos = new Map<string, number[]>();
  const progress = createProgress();
  const beganMs = performance.now();
  let done = 0;
  for (; done < WARM_UP_ROUNDS + rounds; done++) {
    if (done > WARM_UP_ROUNDS && performance.now() - beganMs > withinMs) break;
    progress.show(`round ${done + 1}`);
    for (const source of rotated(sources, done)) {
      for (const side of rotated(SIDES, done)) {
        const burdened = burden && side === 'astrolabe';
        const taken = await processes[side].ask<number>('time', { source, times, burdened });
        const key = `${side} ${source}`;
        if (done >= WARM_UP_ROUNDS) nanos.set(key, [...(nanos.get(key) ?? []), taken]);
      }
    }
  }
  progress.done();
  return { nanos, done };
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

const toTable = (timings: readonly Timing[], rounds: number, times: number): string => {
  const lines = timings.map(({ source, nanos }) => [
    source,
    fixed(nanos.median, 0),
    `${fixed(nanos.lowerQuartile, 0)} … ${fixed(nanos.upperQuartile, 0)}`,
    `≤ ${grouped(TARGET)}`,
  ]);
  const head = ['a query of', 'ns added', 'middle half', 'target'];
  return `${table(head, lines)}\nCPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`;
};
