import { buildPackages } from '../built-packages.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { type BenchmarkProcess, startProcess } from '../processes/process.ts';
import { addedTo, spread } from '../statistics.ts';
import { fixed, grouped, middleHalf, table } from '../table.ts';
import { parseTimingOptions, type TimingOptions } from '../timing/options.ts';
import { inTurns } from '../timing/rounds.ts';
import type { Proof } from '../timing/verdict.ts';
import { complaints, TARGETS, type Timings } from './verdict.ts';

const LIBRARIES = ['astrolabe', 'otel', 'bare'] as const;
type Library = (typeof LIBRARIES)[number];

/** What is timed, of whom, and what each of its steps records. */
const STEPS = {
  children: { operation: 'children', library: 'astrolabe' },
  roots: { operation: 'roots', library: 'astrolabe' },
  otelChildren: { operation: 'children', library: 'otel' },
  otelRoots: { operation: 'roots', library: 'otel' },
  ids: { operation: 'ids', library: 'astrolabe' },
  calls: { operation: 'calls', library: 'astrolabe' },
  bareCalls: { operation: 'calls', library: 'bare' },
} as const;
type Step = (typeof STEPS)[keyof typeof STEPS];

const CHILDREN = 50;
const DEFAULT_TIMES = 20_000;

/** What a span costs through OpenTelemetry's API, and what it costs to see a call that the bot makes. */
export const spans = async (flags: string[]): Promise<boolean> => {
  const given = parseTimingOptions(flags, DEFAULT_TIMES, CHILDREN);
  // Whole roots, all of the same size.
  const options = { ...given, times: Math.ceil(given.times / CHILDREN) * CHILDREN };
  buildPackages();
  const { timings, proofs } = await measure(options);
  const wrong = complaints(timings, proofs);
  for (const line of wrong) console.error(`bench spans: ${line}`);
  console.log(options.json ? toJson(timings) : toTable(timings, options));
  return wrong.length === 0;
};

const measure = async (options: TimingOptions): Promise<{ timings: Timings; proofs: Proof[] }> => {
  const script = new URL('../../servers/span-operations.cjs', import.meta.url);
  const processes = new Map(
    LIBRARIES.map((library) => [library, startProcess({ script, arguments: [library], cpu: MEASURED_CPU })]),
  );
  const of = (library: Library) => processes.get(library) as BenchmarkProcess;
  const { times, burden, sabotage } = options;
  try {
    const { taken, done } = await inTurns<Step, number>(Object.values(STEPS), options, ({ operation, library }) =>
      of(library).ask('time', { operation, times, burdened: burden && library === 'astrolabe' }),
    );
    const nanos = (step: Step) => taken.get(step) ?? [];
    return {
      timings: {
        childSpan: {
          astrolabe: spread(addedTo(nanos(STEPS.roots), nanos(STEPS.children))),
          otel: spread(addedTo(nanos(STEPS.otelRoots), nanos(STEPS.otelChildren))),
        },
        outgoing: spread(addedTo(nanos(STEPS.bareCalls), nanos(STEPS.calls))),
        ids: spread(nanos(STEPS.ids)),
      },
      proofs: await prove(of, done * (sabotage ? times + CHILDREN : times), done),
    };
  } finally {
    await Promise.all([...processes.values()].map((each) => each.stop()));
  }
};

/** Each root has its children, or none; and the ids were asked for in one root a round. */
const prove = async (of: (library: Library) => BenchmarkProcess, sent: number, rounds: number): Promise<Proof[]> => {
  const roots = sent / CHILDREN;
  const ours = await of('astrolabe').ask<{ spans: number; calls: number }>('recorded');
  const theirs = await of('otel').ask<{ spans: number }>('recorded');
  return [
    { what: 'spans of astrolabe', sent: 3 * roots + 2 * sent + rounds, recorded: ours.spans },
    { what: 'spans of OpenTelemetry', sent: 2 * roots + sent, recorded: theirs.spans },
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

const toTable = ({ childSpan, outgoing, ids }: Timings, { rounds, times }: TimingOptions): string => {
  const rows = [
    ['child span, astrolabe', childSpan.astrolabe, TARGETS.childSpan],
    ['child span, OpenTelemetry 2.12', childSpan.otel, undefined],
    ['outgoing call, added', outgoing, TARGETS.outgoing],
    ['ids of the active span', ids, TARGETS.ids],
  ] as const;
  const lines = rows.map(([name, nanos, target]) => [
    name,
    fixed(nanos.median),
    middleHalf(nanos),
    target === undefined ? '' : `≤ ${grouped(target)}`,
  ]);
  const head = ['operation', 'ns', 'middle half', 'target'];
  return `${table(head, lines)}\nCPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`;
};
