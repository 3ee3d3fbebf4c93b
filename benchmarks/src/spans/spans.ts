import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { addedTo, rotated, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import { complaints, type Proof, TARGETS, type Timings } from './verdict.ts';

const LIBRARIES = ['astrolabe', 'otel', 'bare'] as const;
type Library = (typeof LIBRARIES)[number];

/** What is timed, of whom, and what each of its steps records. */
const STEPS = [
  { operation: 'children', library: 'astrolabe' },
  { operation: 'children', library: 'otel' },
  { operation: 'ids', library: 'astrolabe' },
  { operation: 'calls', library: 'astrolabe' },
  { operation: 'calls', library: 'bare' },
] as const;
type Operation = (typeof STEPS)[number]['operation'];

const CHILDREN = 50;
const WARM_UP_ROUNDS = 5;
/** With the build and a package manager before it, the whole takes less than 55 seconds. */
const QUICK_WITHIN_MS = 30_000;

interface SpansOptions {
  readonly rounds: number;
  readonly times: number;
  readonly withinMs: number;
  /** The negative controls: ours take two microseconds longer, or what is said to be sent is not. */
  readonly burden: boolean;
  readonly sabotage: boolean;
}

/** What a span costs through OpenTelemetry's API, and what it costs to see a call that the bot makes. */
export const spans = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      times: { type: 'string' },
      burden: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
    },
  });
  const { quick, json, burden, sabotage } = values;
  const rounds = count('rounds', values.rounds ?? (quick ? '25' : '60'));
  const times = count('times', values.times ?? '20000', CHILDREN);
  buildPackages();
  const withinMs =
    values.seconds === undefined
      ? quick
        ? QUICK_WITHIN_MS
        : Number.POSITIVE_INFINITY
      : count('seconds', values.seconds) * 1_000;
  const { timings, proofs } = await measure({ rounds, times, withinMs, burden, sabotage });
  const wrong = complaints(timings, proofs);
  for (const line of wrong) console.error(`bench spans: ${line}`);
  console.log(json ? toJson(timings) : toTable(timings, rounds, times));
  return wrong.length === 0;
};

const measure = async (options: SpansOptions): Promise<{ timings: Timings; proofs: Proof[] }> => {
  const script = new URL('../../servers/span-operations.cjs', import.meta.url);
  const processes = new Map(
    LIBRARIES.map((library) => [library, startProcess({ script, arguments: [library], cpu: MEASURED_CPU })]),
  );
  const of = (library: Library) => processes.get(library) as BenchmarkProcess;
  try {
    const { nanos, done } = await timeInTurns(of, options);
    const taken = (operation: Operation, library: Library) => nanos.get(`${operation} ${library}`) ?? [];
    return {
      timings: {
        childSpan: { astrolabe: spread(taken('children', 'astrolabe')), otel: spread(taken('children', 'otel')) },
        outgoing: spread(addedTo(taken('calls', 'bare'), taken('calls', 'astrolabe'))),
        ids: spread(taken('ids', 'astrolabe')),
      },
      proofs: await prove(of, done * (options.sabotage ? options.times + CHILDREN : options.times), done),
    };
  } finally {
    await Promise.all([...processes.values()].map((each) => each.stop()));
  }
};

/** Every library in turns, in another order each round, so that whatever slows the machine slows all of them. */
const timeInTurns = async (of: (library: Library) => BenchmarkProcess, options: SpansOptions) => {
  const { rounds, times, withinMs, burden } = options;
  const nanos = new Map<string, number[]>(STEPS.map(({ operation, library }) => [`${operation} ${library}`, []]));
  const progress = createProgress();
  const beganMs = performance.now();
  let done = 0;
  for (; done < WARM_UP_ROUNDS + rounds; done++) {
    if (done > WARM_UP_ROUNDS && performance.now() - beganMs > withinMs) break;
    progress.show(`round ${done + 1}`);
    for (const { operation, library } of rotated(STEPS, done)) {
      const burdened = burden && library === 'astrolabe';
      const taken = await of(library).ask<number>('time', { operation, times, burdened });
      if (done >= WARM_UP_ROUNDS) nanos.get(`${operation} ${library}`)?.push(taken);
    }
  }
  progress.done();
  return { nanos, done };
};

/** Each root has its children, and the ids were asked for in one root a round. */
const prove = async (of: (library: Library) => BenchmarkProcess, sent: number, rounds: number): Promise<Proof[]> => {
  const roots = Math.ceil(sent / CHILDREN);
  const ours = await of('astrolabe').ask<{ spans: number; calls: number }>('recorded');
  const theirs = await of('otel').ask<{ spans: number }>('recorded');
  return [
    { what: 'spans of astrolabe', sent: 2 * (roots + sent) + rounds, recorded: ours.spans },
    { what: 'spans of OpenTelemetry', sent: roots + sent, recorded: theirs.spans },
    { what: 'outgoing calls', sent, recorded: ours.calls },
  ];
};

/** Nanoseconds of CPU, medians. */
export interface SpanFigures {
  readonly childSpanNanos: { readonly astrolabe: number; readonly otel: number };
  readonly outgoingNanos: number;
  readonly idsNanos: number;
}

const toJson = ({ childSpan, outgoing, ids }: Timings): string =>
  JSON.stringify({
    childSpanNanos: { astrolabe: Math.round(childSpan.astrolabe.median), otel: Math.round(childSpan.otel.median) },
    outgoingNanos: Math.round(outgoing.median),
    idsNanos: Math.round(ids.median * 10) / 10,
  } satisfies SpanFigures);

const toTable = ({ childSpan, outgoing, ids }: Timings, rounds: number, times: number): string => {
  const rows = [
    ['child span, astrolabe', childSpan.astrolabe, TARGETS.childSpan],
    ['child span, OpenTelemetry 2.12', childSpan.otel, undefined],
    ['outgoing call, added', outgoing, TARGETS.outgoing],
    ['ids of the active span', ids, TARGETS.ids],
  ] as const;
  const lines = rows.map(([name, nanos, target]) => [
    name,
    fixed(nanos.median),
    `${fixed(nanos.lowerQuartile)} … ${fixed(nanos.upperQuartile)}`,
    target === undefined ? '' : `≤ ${grouped(target)}`,
  ]);
  const head = ['operation', 'ns', 'middle half', 'target'];
  return `${table(head, lines)}\nCPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`;
};
