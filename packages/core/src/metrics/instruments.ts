import { type Family, NumberSeries } from './family.js';
import type { HistogramSeries } from './histogram.js';
import type { LabelSpec, LabelsOf } from './labels.js';
import { SeriesTree } from './series-tree.js';

export interface FamilyOptions<L extends LabelSpec> {
  readonly help: string;
  readonly labels?: L;
  /** Further label sets share one overflow series; 2000 by default, as in OpenTelemetry. */
  readonly maxSeries?: number;
}
export interface HistogramOptions<L extends LabelSpec> extends FamilyOptions<L> {
  /** Upper edges in seconds, ascending; OpenTelemetry's and 2 s by default. */
  readonly edges?: readonly number[];
}

export interface CounterSeries {
  /** Adds `value`; one by default. Less than zero is ignored: a counter never goes back. */
  inc(value?: number): void;
}
export interface Counter<L extends LabelSpec> extends Family {
  inc(labels?: LabelsOf<L>, value?: number): void;
  labels(labels: LabelsOf<L>): CounterSeries;
}
export interface GaugeSeries {
  inc(value?: number): void;
  set(value: number): void;
}
export interface Gauge<L extends LabelSpec> extends Family {
  set(labels: LabelsOf<L>, value: number): void;
  labels(labels: LabelsOf<L>): GaugeSeries;
}
export interface Histogram<L extends LabelSpec> extends Family {
  observe(labels: LabelsOf<L>, seconds: number): void;
  labels(labels: LabelsOf<L>): HistogramSeries;
  /** The series of these values, in the order of the label names: for callers that keep what they get. */
  at(...values: readonly string[]): HistogramSeries;
}

/** Counters and gauges. */
export class NumberFamily extends SeriesTree<NumberSeries> {
  inc(labels: Readonly<Record<string, string>> | undefined, value = 1): void {
    if (value >= 0) (labels === undefined ? this.only : this.find(labels)).value += value;
  }

  set(labels: Readonly<Record<string, string>>, value: number): void {
    this.find(labels).value = value;
  }

  labels(labels: Readonly<Record<string, string>>): NumberSeries {
    return this.find(labels);
  }
}

/** Only up. */
export class MonotonicSeries extends NumberSeries {
  override inc(value = 1): void {
    if (value >= 0) this.value += value;
  }
}

export class HistogramFamily extends SeriesTree<HistogramSeries> {
  observe(labels: Readonly<Record<string, string>>, seconds: number): void {
    this.find(labels).observe(seconds);
  }

  labels(labels: Readonly<Record<string, string>>): HistogramSeries {
    return this.find(labels);
  }
}
