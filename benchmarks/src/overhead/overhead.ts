import { buildPackages } from '../built-packages.ts';
import { unpinnedReason } from '../processes/pinning.ts';
import { createProgress } from '../progress.ts';
import { type HeatResult, runHeat } from './heat.ts';
import { type OverheadOptions, parseOverheadOptions } from './options.ts';
import { doubts } from './proof.ts';
import { figuresOf, summarise, toTable } from './report.ts';
import { startSurroundings } from './surroundings.ts';
import { isOwn } from './variants.ts';
import { complaints, whyNotJudged } from './verdict.ts';

/** CPU of the server a request: what each variant adds to the bare bot. */
export const overhead = async (flags: string[]): Promise<boolean> => {
  const options = parseOverheadOptions(flags);
  if (unpinnedReason !== undefined) console.error(`Not pinned, so expect more noise: ${unpinnedReason}.`);
  if (options.variants.some((name) => isOwn(name) && name !== options.sabotage)) buildPackages();
  const heats = await runHeats(options);
  const results = options.frameworks.map((framework) =>
    summarise(
      framework,
      options.variants,
      heats.filter((heat) => heat.framework === framework),
    ),
  );
  console.log(options.json ? JSON.stringify(figuresOf(results, options.quick)) : results.map(toTable).join('\n'));
  const doubtful = heats.flatMap(({ accounts }) => accounts.flatMap(doubts));
  const wrong = new Set([...doubtful, ...results.flatMap(complaints)]);
  for (const line of wrong) console.error(`bench overhead: ${line}`);
  for (const line of results.flatMap((each) => whyNotJudged(each) ?? [])) console.error(`bench overhead: ${line}`);
  return wrong.size === 0;
};

/** All heats, each with its share of the time. */
const runHeats = async (options: OverheadOptions): Promise<HeatResult[]> => {
  const surroundings = startSurroundings();
  const progress = createProgress();
  const plan = Array.from({ length: options.heats }, () => options.frameworks).flat();
  const results: HeatResult[] = [];
  try {
    for (const framework of plan) {
      const nowMs = performance.now();
      const untilMs = nowMs + (options.withinMs - nowMs) / (plan.length - results.length);
      results.push(await runHeat(framework, options, surroundings, untilMs, progress));
    }
    return results;
  } finally {
    progress.done();
    await surroundings.stop();
  }
};
