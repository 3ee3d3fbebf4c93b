import { fixed } from '../table.ts';
import type { FrameworkResult, VariantResult } from './report.ts';
import { type Framework, VARIANTS, type VariantName } from './variants.ts';

/** What Astrolabe may add to a request, in microseconds of CPU. */
export const TARGET_MICROS: Readonly<Record<Framework, number>> = { express: 2, fastify: 1.5 };
/** And where every transaction is kept and exported. */
export const TARGET_MICROS_ALL_KEPT = 8;
/**
 * How many times cheaper than others of the same run it has to be at its default ratio. OpenTelemetry 3.1 is there with http
 * alone, without spans of the framework.
 */
export const TARGET_TIMES: Readonly<Partial<Record<VariantName, number>>> = {
  otel: 25,
  'otel-3': 15,
  'dd-trace': 20,
  'popular-stack': 100,
};
/** The middle half of fewer rounds says nothing. */
const ROUNDS_TO_JUDGE = 8;

/**
 * What Astrolabe costs beyond its targets. A shared machine moves a median, so Astrolabe is judged by the lower end of
 * its middle half, and others by the upper end of their own: what is too much then, is not the machine's.
 */
export const complaints = ({ framework, rounds, variants }: FrameworkResult): string[] => {
  if (rounds < ROUNDS_TO_JUDGE) return [];
  const of = (name: VariantName) => variants.filter(({ variant }) => variant === name);
  const exceeding = (own: VariantResult, target: number, words: string): string[] => {
    const least = own.added.lowerQuartile;
    if (least <= target) return [];
    return [
      `${own.variant} added ${fixed(least, 2)} µs or more in three of four rounds on ${framework}; at most ${words}`,
    ];
  };
  return [
    ...[...of('astrolabe'), ...of('astrolabe-alone')].flatMap((own) => [
      ...exceeding(own, TARGET_MICROS[framework], `${TARGET_MICROS[framework]} are allowed`),
      ...variants.flatMap(({ variant, added }) => {
        const times = TARGET_TIMES[variant];
        if (times === undefined) return [];
        const target = added.upperQuartile / times;
        return exceeding(own, target, `${fixed(target, 2)} are, 1/${times} of ${VARIANTS[variant].title}`);
      }),
    ]),
    ...of('astrolabe-all-kept').flatMap((own) =>
      exceeding(own, TARGET_MICROS_ALL_KEPT, `${TARGET_MICROS_ALL_KEPT} are allowed`),
    ),
  ];
};

/** Why there is no verdict on a run of Astrolabe; undefined when there is one. */
export const whyNotJudged = ({ framework, rounds, variants }: FrameworkResult): string | undefined =>
  rounds < ROUNDS_TO_JUDGE && variants.some(({ variant }) => variant.startsWith('astrolabe'))
    ? `no verdict on ${framework}: ${rounds} rounds are too few, and ${ROUNDS_TO_JUDGE} the least`
    : undefined;
