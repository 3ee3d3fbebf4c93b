import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { rotated, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import { complaints, type Proof, TARGETS, type Timing } from './verdict.ts';

interface Operation {
  readonly name: string;
  readonly libraries: readonly string[];
}
const DEFAULT_ROUNDS = 15;
const WARM_UP_ROUNDS = 3;

/** What it takes to record one thing, in nanoseconds of CPU. */
export const record = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      rounds: { type: 'string' },
      times: { type: 'string' },
      alone: { type: 'boolean', default: false },
      burden: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
    },
  });
  const rounds = count('rounds', values.rounds ?? String(DEFAULT_ROUNDS));
  const times = count('times', values.times ?? '50000');
  buildPackages();
  const { timings, proofs } = await measure({ ...values, rounds, times });
  console.log(toTable(timings));
  console.log(`CPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`);
  const wrong = complaints(timings, proofs);
  for (const line of wrong) console.error(`bench record: ${line}`);
  return wrong.length === 0;
};

interface Measurement {
  readonly rounds: number;
  readonly times: number;
  /** Without the opponents. */
  readonly alone: boolean;
  /** The negative controls: ours take two microseconds longer, or do not record. */
  readonly burden: boolean;
  readonly sabotage: boolean;
}

const measure = async ({ rounds, times, alone, burden, sabotage }: Measurement) => {
  const bench = startProcess({ script: new URL('../../servers/operations.cjs', import.meta.url), cpu: MEASURED_CPU });
  const progress = createProgress();
  try {
    const operations = await bench.ask<Operation[]>('operations');
    const timed = operations.flatMap(({ name, libraries }) =>
      libraries
        .filter((library) => !alone || library === 'astrolabe')
        .map((library) => ({ name, library, nanos: [] as number[] })),
    );
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      for (const { name, library, nanos } of rotated(timed, round)) {
        progress.show(`round ${round + 1}: ${name}, ${library}`);
        const taken = await bench.ask<number>('time', { name, library, times, burden, sabotage });
        if (round >= WARM_UP_ROUNDS) nanos.push(taken);
      }
    }
    const timings = timed.map(
      ({ name, library, nanos }): Timing => ({ operation: name, library, nanos: spread(nanos) }),
    );
    return { timings, proofs: await bench.ask<Proof[]>('proofs') };
  } finally {
    progress.done();
    await bench.stop();
  }
};

const toTable = (timings: readonly Timing[]): string => {
  const ours = new Map(
    timings.filter(({ library }) => library === 'astrolabe').map(({ operation, nanos }) => [operation, nanos.median]),
  );
  return table(
    ['operation', 'library', 'ns', 'middle half', 'of astrolabe', 'target'],
    timings.map(({ operation, library, nanos }) => [
      operation,
      library,
      fixed(nanos.median, 0),
      `${fixed(nanos.lowerQuartile, 0)} … ${fixed(nanos.upperQuartile, 0)}`,
      `× ${fixed(nanos.median / (ours.get(operation) ?? Number.NaN))}`,
      library === 'astrolabe' && TARGETS.has(operation) ? `≤ ${grouped(TARGETS.get(operation) as number)}` : '',
    ]),
  );
};
