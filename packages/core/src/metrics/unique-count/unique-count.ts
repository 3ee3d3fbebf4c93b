import type { Diagnostics } from '../../diagnostics.js';
import type { Declaration } from '../declaration.js';
import { Instrument } from '../families.js';
import type { Family, Sample } from '../family.js';
import type { Arguments } from '../instruments.js';
import type { LabelPairs, LabelSpec, LabelsOf } from '../labels.js';
import { type UniqueContext, UniqueSeries } from './unique-series.js';

/** The label that tells today's count from yesterday's. */
export const DAY_LABEL = 'day';

export interface UniqueCount<L extends LabelSpec> extends Family {
  add(...given: Arguments<L, [user: string | number | bigint]>): void;
  labels(labels: LabelsOf<L>): UniqueSeries;
}

/** Different users a day: a gauge with today's count so far, and yesterday's beside it. */
export class UniqueCountFamily extends Instrument<UniqueSeries> {
  private readonly dayLabels = new WeakMap<
    LabelPairs,
    { readonly today: LabelPairs; readonly yesterday: LabelPairs }
  >();

  constructor(declaration: Declaration, context: UniqueContext, diagnostics: Diagnostics) {
    super(declaration, (refuse) => new UniqueSeries(context, refuse), diagnostics);
  }

  add(...given: readonly unknown[]): void {
    this.seriesOf(given[0]).add(given[this.placeOfValue(given)] as string);
  }

  *series(): Iterable<Sample> {
    for (const { labels, series } of this.all) {
      const { today, yesterday } = this.labelsByDay(labels);
      yield { labels: today, value: series.today };
      const finished = series.yesterday;
      if (finished !== undefined) yield { labels: yesterday, value: finished };
    }
  }

  /** The same ones each time: readers keep what they make of them. */
  private labelsByDay(labels: LabelPairs) {
    let byDay = this.dayLabels.get(labels);
    if (byDay === undefined) {
      byDay = { today: [...labels, [DAY_LABEL, 'today']], yesterday: [...labels, [DAY_LABEL, 'yesterday']] };
      this.dayLabels.set(labels, byDay);
    }
    return byDay;
  }
}
