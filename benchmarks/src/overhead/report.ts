import { addedTo, median, type Spread, spread } from '../statistics.ts';
import { fixed, grouped, table } from '../table.ts';
import type { HeatResult } from './heat.ts';
import { type Recording, recordingOf, totals } from './proof.ts';
import { CHEAPER_OTEL, type Framework, VARIANTS, type VariantName } from './variants.ts';

/** What one variant costs on one framework, over all rounds. */
export interface VariantResult {
  readonly variant: VariantName;
  readonly micros: Spread;
  /** Above `bare`, round by round. */
  readonly added: Spread;
  readonly sent: number;
  readonly counted: number;
  /** What Astrolabe itself says that it adds. */
  readonly own?: OwnMicros;
}

/** Medians, in microseconds a request. */
export interface OwnMicros {
  /** What its own code took during the requests that were measured. */
  readonly counted: number;
  /** `astrolabe_overhead_microseconds`; NaN in a run so short that no window had a request in it. */
  readonly shown: number;
}

export interface FrameworkResult {
  readonly framework: Framework;
  readonly heats: number;
  readonly rounds: number;
  readonly variants: readonly VariantResult[];
  /** Of all that was Astrolabe's; undefined without it. */
  readonly recording: Recording | undefined;
}

/** `heats` are of one framework. */
export const summarise = (
  framework: Framework,
  variants: readonly VariantName[],
  heats: readonly HeatResult[],
): FrameworkResult => {
  const measurements = heats.flatMap((heat) => heat.measurements);
  const accounts = heats.flatMap((heat) => heat.accounts);
  const measured = (name: VariantName) => measurements.filter(({ variant }) => variant === name);
  const microsOf = (name: VariantName) => measured(name).map(({ micros }) => micros);
  const bare = microsOf('bare');
  return {
    framework,
    heats: heats.length,
    rounds: bare.length,
    recording: recordingOf(accounts),
    variants: variants.map((variant) => ({
      variant,
      micros: spread(microsOf(variant)),
      added: spread(addedTo(bare, microsOf(variant))),
      ...totals(accounts.filter((account) => account.variant.name === variant)),
      ...ownMicros(measured(variant)),
    })),
  };
};

const ownMicros = (measurements: HeatResult['measurements']): { readonly own?: OwnMicros } => {
  const own = measurements.flatMap((each) => each.own ?? []);
  if (own.length === 0) return {};
  return {
    own: { counted: median(own.map((each) => each.counted)), shown: median(own.flatMap((each) => each.shown ?? [])) },
  };
};

/** Microseconds a request, of one framework. */
export interface FrameworkFigures {
  readonly bareMicros: number;
  readonly addedMicros: Readonly<Record<string, number>>;
  /** The middle half of what was added. */
  readonly addedMiddleHalf: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
  /** What Astrolabe itself says that it adds: during the same requests, and on `/metrics`. */
  readonly ownMicros: Readonly<Record<string, { readonly counted: number; readonly shown: number | null }>>;
  readonly rounds: number;
  /** Sums over all variants and rounds, the warm-ups among them. */
  readonly sent: number;
  readonly counted: number;
  /** The lowest at which Astrolabe was, in any of its processes. */
  readonly level?: string;
  /** The transactions that it kept, and their spans that arrived. */
  readonly kept?: number;
  readonly exported?: number;
}
export type OverheadFigures = Readonly<Partial<Record<Framework, FrameworkFigures>>>;

const rounded = (micros: number): number => Math.round(micros * 100) / 100;

/** For programs. */
export const figuresOf = (results: readonly FrameworkResult[], quick: boolean): OverheadFigures =>
  Object.fromEntries(results.map((result) => [result.framework, frameworkFigures(result, quick)]));

const frameworkFigures = ({ variants, rounds, recording }: FrameworkResult, quick: boolean): FrameworkFigures => {
  const added = variants.filter(({ variant }) => variant !== 'bare');
  // The quick run has one OpenTelemetry, and calls it by the family's name.
  const nameOf = (variant: VariantName) => (quick && variant === CHEAPER_OTEL ? 'otel' : variant);
  const byName = <V>(value: (each: VariantResult) => V) =>
    Object.fromEntries(added.map((each) => [nameOf(each.variant), value(each)]));
  return {
    bareMicros: rounded(variants.find(({ variant }) => variant === 'bare')?.micros.median ?? Number.NaN),
    addedMicros: byName((each) => rounded(each.added.median)),
    addedMiddleHalf: byName((each) => ({
      from: rounded(each.added.lowerQuartile),
      to: rounded(each.added.upperQuartile),
    })),
    ownMicros: Object.fromEntries(
      added.flatMap(({ variant, own }) =>
        own === undefined
          ? []
          : [[variant, { counted: rounded(own.counted), shown: Number.isNaN(own.shown) ? null : rounded(own.shown) }]],
      ),
    ),
    rounds,
    sent: variants.reduce((sum, { sent }) => sum + sent, 0),
    counted: variants.reduce((sum, { counted }) => sum + counted, 0),
    ...recording,
  };
};

const ratioTo = (whole: number, part: number): string => {
  if (!Number.isFinite(whole) || part <= 0) return '–';
  return part < whole ? `1/${fixed(whole / part)}` : `× ${fixed(part / whole)}`;
};

/** The table for people. */
export const toTable = (result: FrameworkResult): string => {
  const { framework, heats, rounds, variants } = result;
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
  const notes = [`Server CPU, user and system; medians of ${rounds} rounds in ${heats} sets of fresh processes.`];
  return `${table(head, rows)}\n${[...notes, ...ownNotes(result)].join('\n')}\n`;
};

const ownNotes = ({ variants, recording }: FrameworkResult): string[] => [
  ...(recording === undefined
    ? []
    : [
        `Level ${recording.level}; ${grouped(recording.kept)} transactions kept, ${grouped(recording.exported)} exported.`,
      ]),
  ...variants.flatMap(({ variant, added, own }) =>
    own === undefined
      ? []
      : [
          `${VARIANTS[variant].title} says that it costs ${fixed(own.counted, 2)} µs, and ${fixed(own.shown, 2)} on /metrics: ` +
            `${fixed((own.counted / added.median) * 100, 0)} % and ${fixed((own.shown / added.median) * 100, 0)} % of what was measured.`,
        ],
  ),
];
