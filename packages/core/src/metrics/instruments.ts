import type { CounterSeries } from './counter-series.js';
import type { Family } from './family.js';
import type { GaugeSeries } from './gauge-series.js';
import type { HistogramSeries } from './histogram.js';
import type { LabelSpec, LabelsOf } from './labels.js';

export type { CounterSeries, GaugeSeries };

export interface FamilyOptions<L extends LabelSpec> {
  readonly help: string;
  readonly labels?: L;
  /** Further label sets share one overflow series; 2000 by default, as in OpenTelemetry, and 100 of a unique count. */
  readonly maxSeries?: number;
  /** Its name is in common use: where the bot has a metric of this name, ours is left out. */
  readonly yields?: true;
}
export interface HistogramOptions<L extends LabelSpec> extends FamilyOptions<L> {
  /** Upper edges in the unit of the metric, ascending; of seconds, OpenTelemetry's and 2 s by default. */
  readonly edges?: readonly number[];
}

/** Labels come first; a metric without labels takes none. Of labels that only the program knows, either will do. */
export type Arguments<L extends LabelSpec, Rest extends readonly unknown[]> = string extends keyof L
  ? Rest | [labels: LabelsOf<L>, ...rest: Rest]
  : keyof L extends never
    ? Rest
    : [labels: LabelsOf<L>, ...rest: Rest];

/** One by default; what may be undefined has to be looked at first, since it would be no 1. */
type Amount = [] | [value: number];

export interface Counter<L extends LabelSpec> extends Family {
  inc(...given: Arguments<L, Amount>): void;
  labels(labels: LabelsOf<L>): CounterSeries;
}
export interface Gauge<L extends LabelSpec> extends Family {
  set(...given: Arguments<L, [value: number]>): void;
  inc(...given: Arguments<L, Amount>): void;
  dec(...given: Arguments<L, Amount>): void;
  labels(labels: LabelsOf<L>): GaugeSeries;
}
export interface Histogram<L extends LabelSpec> extends Family {
  observe(...given: Arguments<L, [value: number]>): void;
  labels(labels: LabelsOf<L>): HistogramSeries;
  /** The series of these values, in the order of the label names: for callers that keep what they get. */
  at(...values: readonly string[]): HistogramSeries;
}
