import { fixed } from '../table.ts';
import type { FrameworkResult } from './report.ts';

/** What Astrolabe may add to a request, in microseconds of CPU. */
const TARGET_MICROS = 2.5;
/** And which part of what the cheaper OpenTelemetry of the same run adds. */
const TARGET_PART = 15;
/** The middle half of fewer rounds says nothing. */
const ROUNDS_TO_JUDGE = 8;

/**
 * What Astrolabe costs beyond its targets. A shared machine moves a median, so Astrolabe is judged by the lower end of
 * its middle half, and OpenTelemetry by the upper end of its own: what is too much then, is not the machine's.
 */
export const complaints = ({ framework, rounds, variants }: FrameworkResult): string[] => {
  const own = variants.find(({ variant }) => variant === 'astrolabe');
  if (own === undefined || rounds < ROUNDS_TO_JUDGE) return [];
  const least = own.added.lowerQuartile;
  const otel = variants.filter(({ variant }) => variant.startsWith('otel')).map(({ added }) => added.upperQuartile);
  const part = Math.min(...otel) / TARGET_PART;
  const saying = `astrolabe added ${fixed(least, 2)} µs or more in three of four rounds on ${framework}; at most`;
  return [
    ...(least > TARGET_MICROS ? [`${saying} ${TARGET_MICROS} are allowed`] : []),
    ...(least > part ? [`${saying} ${fixed(part, 2)} are, 1/${TARGET_PART} of the cheaper OpenTelemetry`] : []),
  ];
};

/** Why there is no verdict on a run of Astrolabe; undefined when there is one. */
export const whyNotJudged = ({ framework, rounds, variants }: FrameworkResult): string | undefined =>
  rounds < ROUNDS_TO_JUDGE && variants.some(({ variant }) => variant === 'astrolabe')
    ? `no verdict on ${framework}: ${rounds} rounds are too few, and ${ROUNDS_TO_JUDGE} the least`
    : undefined;
