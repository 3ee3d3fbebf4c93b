import type { HistogramSeries } from './histogram.js';
import type { LabelPairs } from './labels.js';

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** What a reader sees of one series. */
export interface Sample {
  readonly labels: LabelPairs;
  readonly value: number | HistogramSeries;
}

/** What a reader sees of one metric. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** How many series it has now. */
  readonly size: number;
  /** A lazy walk: values are read when they are reached, and series added meanwhile are seen. */
  series(): Iterable<Sample>;
}

/** One number that goes anywhere. JavaScript may hand us anything: what is no number would spoil it for good. */
export class NumberSeries {
  value = 0;

  /** Adds `value`; one by default. */
  inc(value = 1): void {
    if (Number.isFinite(value)) this.value += value;
  }

  set(value: number): void {
    if (typeof value === 'number') this.value = value;
  }
}

/** One number that only goes up. */
export class MonotonicSeries extends NumberSeries {
  override inc(value = 1): void {
    if (value >= 0 && Number.isFinite(value)) this.value += value;
  }
}

export type Series = NumberSeries | HistogramSeries;

/** A gauge that is read when a reader comes, and costs nothing before. */
export class ObservedGauge implements Family {
  readonly type = 'gauge';
  readonly size = 1;
  readonly name: string;
  readonly help: string;
  private readonly read: () => number;

  constructor(name: string, help: string, read: () => number) {
    this.name = name;
    this.help = help;
    this.read = read;
  }

  *series(): Iterable<Sample> {
    yield { labels: [], value: this.read() };
  }
}
