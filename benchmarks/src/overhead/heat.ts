import type { Progress } from '../progress.ts';
import { rotated } from '../statistics.ts';
import { type Account, type Contender, type Cost, startContender } from './contender.ts';
import type { OverheadOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import {
  burdened,
  type Framework,
  isOwn,
  lowered,
  switchedOff,
  unsent,
  VARIANTS,
  type Variant,
  type VariantName,
} from './variants.ts';

/** What one variant cost in one round. */
export interface Measurement extends Cost {
  readonly variant: VariantName;
}

export interface HeatResult {
  readonly framework: Framework;
  /** In the order of the rounds: each has one of every variant. */
  readonly measurements: readonly Measurement[];
  readonly accounts: readonly Account[];
}

/** Fresh processes of all variants on one framework: warmed up one by one, then measured in turns until `untilMs`. */
export const runHeat = async (
  framework: Framework,
  options: OverheadOptions,
  surroundings: Surroundings,
  untilMs: number,
  progress: Progress,
): Promise<HeatResult> => {
  const contenders: Contender[] = [];
  for (const name of options.variants) {
    progress.show(`${framework}: warming up ${VARIANTS[name].title}`);
    const variant = variantOf(name, options);
    const contender = await startContender(framework, variant, surroundings, options.profileDirectory);
    await warmUp(contender, options);
    contenders.push(contender);
  }
  const measurements = await measureInTurns(framework, contenders, options, untilMs, progress);
  const accounts: Account[] = [];
  for (const contender of contenders) accounts.push(await contender.finish());
  return { framework, measurements, accounts };
};

/** In portions, as it is measured: no queue has to hold it all. */
const warmUp = async (contender: Contender, { warmUp: all, requests }: OverheadOptions): Promise<void> => {
  for (let left = all; left > 0; left -= requests) await contender.run(Math.min(left, requests));
};

/** As it is, or as the negative controls want it. */
const variantOf = (name: VariantName, { sabotage, control }: OverheadOptions): Variant => {
  const variant = VARIANTS[name];
  if (name === sabotage) return switchedOff(variant);
  return control !== undefined && isOwn(name) ? CONTROLS[control](variant) : variant;
};

const CONTROLS = { burden: burdened, lower: lowered, unsent };

const measureInTurns = async (
  framework: Framework,
  contenders: readonly Contender[],
  { rounds, requests }: OverheadOptions,
  untilMs: number,
  progress: Progress,
): Promise<Measurement[]> => {
  const measurements: Measurement[] = [];
  let longestMs = 0;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    if (round > 0 && startMs + longestMs > untilMs) break;
    for (const { variant, run } of rotated(contenders, round)) {
      progress.show(`${framework}: round ${round + 1} of ${rounds}, ${variant.title}`);
      measurements.push({ variant: variant.name, ...(await run(requests)) });
    }
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
  return measurements;
};
