import { unpinnedReason } from '../processes/pinning.ts';
import { createProgress, type Progress } from '../progress.ts';
import { rotated } from '../statistics.ts';
import { type Measurement, measure, type Surroundings, startSurroundings } from './measurement.ts';
import { type OverheadOptions, parseOverheadOptions } from './options.ts';
import { doubt } from './proof.ts';
import { summarise, toJson, toTable } from './report.ts';
import { switchedOff, VARIANTS } from './variants.ts';

/** CPU of the server a request: what each variant adds to the bare bot. */
export const overhead = async (flags: string[]): Promise<boolean> => {
  const options = parseOverheadOptions(flags);
  const progress = createProgress();
  if (unpinnedReason !== undefined) console.error(`Not pinned, so expect more noise: ${unpinnedReason}.`);
  const surroundings = await startSurroundings();
  try {
    const measurements = await measureRounds(options, surroundings, progress);
    progress.done();
    print(measurements, options);
    return complain(measurements.flatMap((each) => doubt(each) ?? []));
  } finally {
    progress.done();
    await surroundings.stop();
  }
};

const measureRounds = async (
  options: OverheadOptions,
  surroundings: Surroundings,
  progress: Progress,
): Promise<Measurement[]> => {
  const measurements: Measurement[] = [];
  let longestMs = 0;
  for (let round = 0; round < options.rounds; round++) {
    const startMs = performance.now();
    if (startMs + longestMs > options.withinMs) break;
    const before = measurements.length;
    for (const framework of options.frameworks) {
      for (const name of rotated(options.variants, round)) {
        progress.show(`round ${round + 1} of ${options.rounds}: ${framework}, ${VARIANTS[name].title}`);
        const variant = name === options.sabotage ? switchedOff(VARIANTS[name]) : VARIANTS[name];
        measurements.push(await measure(framework, variant, options, surroundings));
      }
    }
    longestMs = Math.max(longestMs, performance.now() - startMs);
    if (measurements.slice(before).some((each) => doubt(each) !== undefined)) break;
  }
  return measurements;
};

const print = (measurements: readonly Measurement[], options: OverheadOptions): void => {
  const results = options.frameworks.map((framework) =>
    summarise(
      framework,
      options.variants,
      measurements.filter((each) => each.framework === framework),
    ),
  );
  console.log(options.json ? toJson(results, options.quick) : results.map(toTable).join('\n'));
};

/** Whether there was nothing to say. */
const complain = (doubts: readonly string[]): boolean => {
  for (const line of new Set(doubts)) console.error(`bench overhead: ${line}`);
  return doubts.length === 0;
};
