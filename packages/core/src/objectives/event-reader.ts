import type { Diagnostics } from '../diagnostics.js';
import type { Family, Sample } from '../metrics/family.js';
import type { HistogramSeries } from '../metrics/histogram.js';
import type { EventCounts } from './burn-rate.js';
import type { Judgement, Objective } from './objective.js';

/** A flood of new series is taken in over several readings, so that none of them holds the loop for long. */
const MOST_NEW_SERIES = 1_000;

/**
 * Reads from a histogram how many events an objective has had since the process began. Each series is judged once, when
 * it is first seen; after that a reading is additions alone.
 */
export class EventReader {
  private readonly objective: Objective;
  private readonly find: (metric: string) => Family | undefined;
  private readonly diagnostics: Diagnostics;
  private readonly judged: Readonly<Record<Exclude<Judgement, 'ignored'>, HistogramSeries[]>> = {
    timed: [],
    bad: [],
    'bad if late': [],
  };
  private walk: Iterator<Sample> | undefined;
  private taken = 0;

  constructor(objective: Objective, find: (metric: string) => Family | undefined, diagnostics: Diagnostics) {
    this.objective = objective;
    this.find = find;
    this.diagnostics = diagnostics;
  }

  /** What the metric is: undefined when nobody has declared it yet. */
  get family(): Family | undefined {
    return this.find(this.objective.metric);
  }

  /** All that there is so far, however many series that is. */
  readAll(): EventCounts {
    this.takeInNewSeries(Number.POSITIVE_INFINITY);
    return this.read();
  }

  read(): EventCounts {
    this.takeInNewSeries(MOST_NEW_SERIES);
    const { withinSeconds } = this.objective;
    let good = 0;
    let total = 0;
    for (const series of this.judged.timed) {
      good += series.within(withinSeconds);
      total += series.count;
    }
    for (const series of this.judged.bad) total += series.count;
    for (const series of this.judged['bad if late']) total += series.count - series.within(withinSeconds);
    return { good, total };
  }

  private takeInNewSeries(most: number): void {
    const { family } = this;
    if (family?.type !== 'histogram') return;
    this.walk ??= family.series()[Symbol.iterator]();
    // The walk is not taken to its end, so that it goes on with the series that come.
    const until = Math.min(family.size, this.taken + most);
    for (; this.taken < until; this.taken++) this.takeIn(this.walk.next().value);
  }

  private takeIn({ labels, value }: Sample): void {
    if (typeof value === 'number') return;
    const judgement = this.judge(Object.fromEntries(labels));
    if (judgement !== 'ignored') this.judged[judgement].push(value);
  }

  /** What cannot be judged is timed: to leave it out would make the bot look better than it is. */
  private judge(labels: Readonly<Record<string, string>>): Judgement {
    const { judge, name } = this.objective;
    try {
      const judgement = judge?.(labels) ?? 'timed';
      if (judgement === 'ignored' || Object.hasOwn(this.judged, judgement)) return judgement;
      throw new TypeError('no judgement');
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_OBJECTIVE_JUDGE_FAILED', `the judge of the objective "${name}"`, error);
      return 'timed';
    }
  }
}
