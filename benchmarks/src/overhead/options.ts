import { parseArgs } from 'node:util';
import { count, someOf } from '../flags.ts';
import { CHEAPER_OTEL, FRAMEWORKS, type Framework, OPPONENTS, VARIANT_NAMES, type VariantName } from './variants.ts';

export interface OverheadOptions {
  readonly frameworks: readonly Framework[];
  /** The first one is `bare`. */
  readonly variants: readonly VariantName[];
  /** Sets of fresh processes: the engine does not optimise every one alike. */
  readonly heats: number;
  /** In each heat, at most. */
  readonly rounds: number;
  /** Measured in each round, for each variant. */
  readonly requests: number;
  /** Sent to each process before, and not measured. */
  readonly warmUp: number;
  /** No round but a heat's first begins that would end later, in milliseconds from the start of this process. */
  readonly withinMs: number;
  readonly quick: boolean;
  readonly json: boolean;
  /** The variant that is switched off, so that the proof has to fail. */
  readonly sabotage: VariantName | undefined;
  /** What is done to Astrolabe, so that the run has to fail: it is slow; records less; sends no span. */
  readonly control: Control | undefined;
  /** Where CPU profiles of the servers go. */
  readonly profileDirectory: string | undefined;
}

const CONTROLS = ['burden', 'lower', 'unsent'] as const;
type Control = (typeof CONTROLS)[number];

const QUICK: readonly VariantName[] = ['bare', 'astrolabe', 'prom-client', CHEAPER_OTEL];
/** With a package manager before it and the last round's stops behind it, the whole takes less than 55 seconds. */
const QUICK_WITHIN_MS = 46_000;

/** @throws Error for a wrong flag, with its remedy */
export const parseOverheadOptions = (flags: string[]): OverheadOptions => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      frameworks: { type: 'string' },
      variants: { type: 'string' },
      against: { type: 'string' },
      seconds: { type: 'string' },
      heats: { type: 'string' },
      rounds: { type: 'string' },
      requests: { type: 'string' },
      'warm-up': { type: 'string' },
      sabotage: { type: 'string' },
      burden: { type: 'boolean', default: false },
      lower: { type: 'boolean', default: false },
      unsent: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const { quick } = values;
  return {
    frameworks: someOf('frameworks', values.frameworks, FRAMEWORKS),
    variants: ['bare', ...chosenOf(values, quick).filter((name) => name !== 'bare')],
    heats: count('heats', values.heats ?? (quick ? '1' : '4')),
    rounds: count('rounds', values.rounds ?? (quick ? '24' : '15')),
    requests: count('requests', values.requests ?? '10000'),
    // Before some 17,000 requests the engine is still compiling, which costs more than any of the variants; what is done for
    // one request in a hundred is compiled later still.
    warmUp: count('warm-up', values['warm-up'] ?? '40000'),
    withinMs: withinMsOf(values.seconds, quick),
    quick,
    json: values.json,
    sabotage: values.sabotage === undefined ? undefined : someOf('sabotage', values.sabotage, VARIANT_NAMES)[0],
    control: CONTROLS.find((name) => values[name]),
    profileDirectory: values.profile,
  };
};

/** Astrolabe against whom was asked for; or the variants that were; or those of a quick run; or all. */
const chosenOf = (
  { against, variants }: { readonly against?: string | undefined; readonly variants?: string | undefined },
  quick: boolean,
): readonly VariantName[] => {
  if (against !== undefined) {
    return ['astrolabe', 'astrolabe-all-kept', ...someOf('against', against, OPPONENTS)];
  }
  return variants === undefined && quick ? QUICK : someOf('variants', variants, VARIANT_NAMES);
};

const withinMsOf = (seconds: string | undefined, quick: boolean): number => {
  if (seconds !== undefined) return count('seconds', seconds) * 1_000;
  return quick ? QUICK_WITHIN_MS : Number.POSITIVE_INFINITY;
};
