import { addedTo, type Spread, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import type { HeatResult } from './heat.ts';
import { totals } from './proof.ts';
import { CHEAPER_OTEL, type Framework, VARIANTS, type VariantName } from './variants.ts';

/** What one variant costs on one framework, over all rounds. */
export interface VariantResult {
  readonly variant: VariantName;
  readonly micros: Spread;
  /** Above `bare`, round by round. */
  readonly added: Spread;
  readonly sent: number;
  readonly counted: number;
}

export interface FrameworkResult {
  readonly framework: Framework;
  readonly heats: number;
  readonly rounds: number;
  readonly variants: readonly VariantResult[];
}

/** `heats` are of one framework. */
export const summarise = (
  framework: Framework,
  variants: readonly VariantName[],
  heats: readonly HeatResult[],
): FrameworkResult => {
  const measurements = heats.flatMap((heat) => heat.measurements);
  const accounts = heats.flatMap((heat) => heat.accounts);
  const microsOf = (name: VariantName) =>
    measurements.filter(({ variant }) => variant === name).map(({ micros }) => micros);
  const bare = microsOf('bare');
  return {
    framework,
    heats: heats.length,
    rounds: bare.length,
    variants: variants.map((variant) => ({
      variant,
      micros: spread(microsOf(variant)),
      added: spread(addedTo(bare, microsOf(variant))),
      ...totals(accounts.filter((account) => account.variant.name === variant)),
    })),
  };
};

const rounded = (micros: number): number => Math.round(micros * 100) / 100;

/** The line for programs: `sent` and `counted` are sums over all variants and rounds, the warm-ups among them. */
export const toJson = (results: readonly FrameworkResult[], quick: boolean): string =>
  JSON.stringify(
    Object.fromEntries(
      results.map(({ framework, variants }) => {
        const added = variants.filter(({ variant }) => variant !== 'bare');
        // The quick run has one OpenTelemetry, and calls it by the family's name.
        const nameOf = (variant: VariantName) => (quick && variant === CHEAPER_OTEL ? 'otel' : variant);
        return [
          framework,
          {
            bareMicros: rounded(variants.find(({ variant }) => variant === 'bare')?.micros.median ?? Number.NaN),
            addedMicros: Object.fromEntries(added.map((each) => [nameOf(each.variant), rounded(each.added.median)])),
            sent: variants.reduce((sum, { sent }) => sum + sent, 0),
            counted: variants.reduce((sum, { counted }) => sum + counted, 0),
          },
        ];
      }),
    ),
  );

const ratioTo = (whole: number, part: number): string => {
  if (!Number.isFinite(whole) || part <= 0) return '–';
  return part < whole ? `1/${fixed(whole / part)}` : `× ${fixed(part / whole)}`;
};

/** The table for people. */
export const toTable = ({ framework, heats, rounds, variants }: FrameworkResult): string => {
  const otel = Math.min(
    ...variants.filter(({ variant }) => variant.startsWith('otel')).map(({ added }) => added.median),
  );
  const rows = variants.map(({ variant, micros, added, sent, counted }) => [
    VARIANTS[variant].title,
    fixed(micros.median),
    ...(variant === 'bare'
      ? ['', '', '']
      : [
          fixed(added.median, 2),
          `${fixed(added.lowerQuartile, 2)} … ${fixed(added.upperQuartile, 2)}`,
          ratioTo(otel, added.median),
        ]),
    grouped(sent),
    grouped(counted),
  ]);
  const head = [framework, 'µs/request', 'added µs', 'middle half', 'of the cheaper OTel', 'sent', 'counted'];
  return `${table(head, rows)}\nServer CPU, user and system; medians of ${rounds} rounds in ${heats} sets of fresh processes.\n`;
};
