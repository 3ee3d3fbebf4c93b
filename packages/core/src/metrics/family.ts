import type { HistogramSeries } from './histogram.js';
import type { LabelPairs, LabelSpec } from './labels.js';

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
  /** Its name is in common use: where the bot has a metric of this name, that says the same, and ours is left out. */
  readonly yields?: true | undefined;
  /** How many series it has now. */
  readonly size: number;
  /** A lazy walk: values are read when they are reached, and series added meanwhile are seen. */
  series(): Iterable<Sample>;
}

export interface ObservedOptions {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labels?: LabelSpec;
  readonly yields?: true;
}

/** A metric that is read when a reader comes, and costs nothing before. What cannot be read has no series. */
export class ObservedFamily implements Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly spec: LabelSpec;
  readonly yields: true | undefined;
  private readonly read: () => Iterable<Sample>;

  constructor({ name, type, help, labels = {}, yields }: ObservedOptions, read: () => Iterable<Sample>) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.spec = labels;
    this.yields = yields;
    this.read = read;
  }

  get size(): number {
    return [...this.read()].length;
  }

  series(): Iterable<Sample> {
    return this.read();
  }
}
