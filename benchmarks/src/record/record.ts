import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { MEASURED_CPU } from '../processes/pinning.ts';
import { startProcess } from '../processes/process.ts';
import { createProgress } from '../progress.ts';
import { rotated, type Spread, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';

interface Operation {
  readonly name: string;
  readonly libraries: readonly string[];
}
interface Timing {
  readonly operation: string;
  readonly library: string;
  readonly nanos: Spread;
}

const DEFAULT_ROUNDS = 15;
const WARM_UP_ROUNDS = 3;

/** What it takes to record one thing, in nanoseconds of CPU. */
export const record = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({ args: flags, options: { rounds: { type: 'string' }, times: { type: 'string' } } });
  const rounds = count('rounds', values.rounds ?? String(DEFAULT_ROUNDS));
  const times = count('times', values.times ?? '50000');
  buildPackages();
  const timings = await measure(rounds, times);
  console.log(toTable(timings));
  console.log(`CPU; medians of ${rounds} rounds of ${grouped(times)} each, in turns.\n`);
  return true;
};

const measure = async (rounds: number, times: number): Promise<Timing[]> => {
  const bench = startProcess({ script: new URL('../../servers/operations.cjs', import.meta.url), cpu: MEASURED_CPU });
  const progress = createProgress();
  try {
    const operations = await bench.ask<Operation[]>('operations');
    const timed = operations.flatMap(({ name, libraries }) =>
      libraries.map((library) => ({ name, library, nanos: [] as number[] })),
    );
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      for (const { name, library, nanos } of rotated(timed, round)) {
        progress.show(`round ${round + 1}: ${name}, ${library}`);
        const taken = await bench.ask<number>('time', { name, library, times });
        if (round >= WARM_UP_ROUNDS) nanos.push(taken);
      }
    }
    return timed.map(({ name, library, nanos }) => ({ operation: name, library, nanos: spread(nanos) }));
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
    ['operation', 'library', 'ns', 'middle half', 'of astrolabe'],
    timings.map(({ operation, library, nanos }) => [
      operation,
      library,
      fixed(nanos.median, 0),
      `${fixed(nanos.lowerQuartile, 0)} … ${fixed(nanos.upperQuartile, 0)}`,
      `× ${fixed(nanos.median / (ours.get(operation) ?? Number.NaN))}`,
    ]),
  );
};
