import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { quantile } from '../statistics.ts';
import { table } from '../table.ts';
import { type Cost, complaints, shown } from './verdict.ts';

const MINUTE_MS = 60_000;
const DAYS = 31;
const OBJECTIVES = 3;
const SAMPLES_A_MINUTE = 6;

/** What it takes to follow three objectives with windows of 30 days. */
export const objectives = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({ args: flags, options: { rounds: { type: 'string' }, series: { type: 'string' } } });
  const rounds = count('rounds', values.rounds ?? '200');
  const series = count('series', values.series ?? '2000');
  buildPackages();
  const folder = mkdtempSync(join(tmpdir(), 'astrolabe-bench-'));
  try {
    const costs = await measure(join(folder, 'state'), rounds, series);
    const rows = costs.map(({ what, value, unit, target }) => [
      what,
      shown(value),
      unit,
      target === undefined ? '' : `≤ ${shown(target)}`,
    ]);
    console.log(table(['', 'measured', 'unit', 'target'], rows));
    console.log(
      `${OBJECTIVES} objectives of a histogram with ${series} series, 30 days old; best tenth of ${rounds}.\n`,
    );
    const wrong = complaints(costs);
    for (const line of wrong) console.error(`bench objectives: ${line}`);
    return wrong.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measure = async (state: string, rounds: number, series: number): Promise<readonly Cost[]> => {
  const { runtime, start } = await import('@astrolabe/core');
  const { createManualClock, isolatedRuntime } = await import('@astrolabe/core/testing');
  const clock = createManualClock();
  const isolated = isolatedRuntime({ clock });
  const { metrics, objectives: followed } = runtime();
  const names = Array.from({ length: OBJECTIVES }, (_, index) => `chart-${index}`);
  for (const name of names) followed.declare(name, { metric: 'chart_seconds', within: '2s', target: 0.95 });
  start(runtime(), { plugins: [], options: { slo: 'none', state, log: 'none' }, environment: {} });
  const histogram = metrics.histogram('chart_seconds', { help: 'h', labels: { route: 'open' }, maxSeries: series });
  const first = histogram.at('/');
  const sample = () => names.forEach((name) => void followed.window(name, 5 * MINUTE_MS));
  await followed.save();

  const before = await heldBytes();
  for (let minute = 0; minute < DAYS * 1_440; minute++) {
    for (let event = 0; event < 10; event++) first.observe(event);
    clock.advance(MINUTE_MS);
    if (minute % 1_440 === 0) await nextTurn();
  }
  await followed.save();
  const bytes = ((await heldBytes()) - before) / OBJECTIVES;

  for (let index = 1; index < series; index++) histogram.at(`/${index}`).observe(1);
  const families = [...metrics.families()].filter(({ name }) => name.startsWith('astrolabe_slo_'));
  const read = () => families.forEach((family) => void [...family.series()]);
  const sampleMicros = micros(rounds, sample);
  const readMicros = micros(rounds, read);
  const saveMicros = await saving(20, () => followed.save());
  const size = statSync(state).size;
  await isolated.dispose();
  return [
    { what: 'one sample of all', value: sampleMicros, unit: 'µs' },
    { what: 'share of a core', value: ((sampleMicros * SAMPLES_A_MINUTE) / 60e6) * 100, unit: '%', target: 0.05 },
    { what: 'all of their metrics for a page', value: readMicros, unit: 'µs' },
    { what: 'the event loop, while the state is saved', value: saveMicros, unit: 'µs' },
    { what: 'the minutes of one objective', value: bytes, unit: 'bytes', target: 450_000 },
    { what: 'the state file', value: size, unit: 'bytes' },
  ];
};

/** What typed arrays hold, without what is garbage already: it goes a turn after it was found to be. */
const heldBytes = async (): Promise<number> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await nextTurn();
  }
  return process.memoryUsage().arrayBuffers;
};

/** A busy machine slows a step down and never speeds it up. */
const micros = (rounds: number, step: () => void): number => {
  const taken = Array.from({ length: rounds }, () => {
    const begunMs = performance.now();
    step();
    return (performance.now() - begunMs) * 1_000;
  });
  return quantile(taken, 0.1);
};

/** What the loop itself is kept busy for: packing and writing happen beside it. */
const saving = async (rounds: number, save: () => Promise<void>): Promise<number> => {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.eventLoopUtilization();
    await save();
    taken.push(performance.eventLoopUtilization(before).active * 1_000);
  }
  return quantile(taken, 0.1);
};
