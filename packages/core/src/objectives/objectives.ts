import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { MetricStore } from '../metrics/store.js';
import { EventReader } from './event-reader.js';
import { type Objective, type ObjectiveInput, sameObjective } from './objective.js';
import { ObjectiveList } from './objective-list.js';
import { declareObjectiveMetrics } from './objective-metrics.js';
import type { SloEntry } from './slo-text.js';
import { KeptState } from './state/kept-state.js';
import { StateFile } from './state/state-file.js';
import { Timeline } from './timeline.js';
import { Tracker, type WindowCounts } from './tracker.js';

const SAMPLE_EVERY_MS = 10_000;
/** A crash loses so much, and a disk is written so often. */
const SAMPLES_A_SAVE = 6;
/** A metric that is not there by then is probably misspelt. */
const METRIC_DUE_MS = 60_000;
const MOST_NAMES_SHOWN = 10;

export interface ObjectivesOptions {
  readonly metrics: MetricStore;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

export interface ObjectivesStart {
  /** What `ASTROLABE_SLO` lists; undefined when it is not set. */
  readonly entries: readonly SloEntry[] | undefined;
  /** What the parts bring. */
  readonly contributed: readonly Objective[];
  /** Where the minutes are kept over restarts. */
  readonly statePath: string | undefined;
  readonly service: string;
}

/**
 * The service level objectives of the process. They count nothing of their own: six times a minute, and when a reader
 * comes, they read the histograms and file the difference under the minute.
 */
export class Objectives {
  private readonly options: ObjectivesOptions;
  private readonly list: ObjectiveList;
  private trackers = new Map<string, Tracker>();
  private followed: readonly Objective[] = [];
  private timeline: Timeline | undefined;
  private state: KeptState | undefined;
  private hasMetrics = false;
  private samples = 0;

  constructor(options: ObjectivesOptions) {
    this.options = options;
    this.list = new ObjectiveList(options.metrics, options.diagnostics);
  }

  /**
   * Declares an objective, before the start as well as after it.
   * @throws AstrolabeError `ASTROLABE_OBJECTIVE_INVALID`, `ASTROLABE_OBJECTIVE_CONFLICT`, `ASTROLABE_OBJECTIVE_LATE`
   */
  declare(name: string, input: ObjectiveInput): void {
    const objective = this.list.declare(name, input);
    if (this.timeline !== undefined) this.follow(objective, this.timeline);
  }

  /** Begins to follow them; returns the end of it. */
  start({ entries, contributed, statePath, service }: ObjectivesStart): () => void {
    const { clock, diagnostics } = this.options;
    this.list.configure(entries, contributed);
    const timeline = new Timeline(clock);
    this.timeline = timeline;
    // The state of an earlier start may still be loading: it belongs to the trackers of that start.
    const trackers = new Map<string, Tracker>();
    this.trackers = trackers;
    this.followed = [];
    this.state = undefined;
    for (const objective of this.list.all()) this.follow(objective, timeline);
    if (statePath !== undefined) {
      const file = new StateFile(statePath, service, diagnostics);
      this.state = new KeptState(file, { service, trackers: () => trackers.values(), diagnostics });
    }
    const stop = clock.every(SAMPLE_EVERY_MS, () => this.tick());
    return () => {
      stop();
      for (const tracker of trackers.values()) tracker.sample();
      this.timeline = undefined;
      this.followed = [];
    };
  }

  /** The objectives that are followed: the same list until there are others. */
  get inForce(): readonly Objective[] {
    return this.followed;
  }

  /** Their names. */
  names(): readonly string[] {
    return [...this.trackers.keys()];
  }

  /** What an objective has counted over the last `windowMs`; undefined when there is none of this name. */
  window(name: string, windowMs: number): WindowCounts | undefined {
    const tracker = this.trackers.get(name);
    tracker?.sample();
    return tracker?.window(windowMs);
  }

  /** Resolves when the state is on the disk, or the reason why it is not was said. */
  async save(): Promise<void> {
    await this.state?.save();
  }

  private follow(objective: Objective, timeline: Timeline): void {
    const { metrics, diagnostics } = this.options;
    const followed = this.trackers.get(objective.name);
    if (followed !== undefined && sameObjective(followed.objective, objective)) return;
    const reader = new EventReader(objective, (metric) => metrics.family(metric), diagnostics);
    const tracker = new Tracker(objective, reader, timeline);
    this.trackers.set(objective.name, tracker);
    this.followed = [...this.trackers.values()].map((each) => each.objective);
    this.state?.claim(tracker);
    if (this.hasMetrics) return;
    this.hasMetrics = true;
    declareObjectiveMetrics(metrics, () => this.trackers.values());
  }

  private tick(): void {
    for (const tracker of this.trackers.values()) {
      tracker.sample();
      if (tracker.ageMs >= METRIC_DUE_MS && tracker.reader.family?.type !== 'histogram') this.warnOfMissing(tracker);
    }
    this.samples++;
    if (this.samples % SAMPLES_A_SAVE === 0) this.state?.saveIfIdle();
  }

  private warnOfMissing(tracker: Tracker): void {
    const { name, metric } = tracker.objective;
    if (tracker.isMissed) return;
    tracker.isMissed = true;
    const histograms = [...this.options.metrics.families()].filter(({ type }) => type === 'histogram');
    const names = histograms.slice(0, MOST_NAMES_SHOWN).map((family) => family.name);
    this.options.diagnostics.warnOnce(
      'ASTROLABE_OBJECTIVE_WITHOUT_METRIC',
      `objective "${name}" has nothing to count: there is no histogram ${metric} a minute after the start; declare it, ` +
        `or name one of those that are there: ${names.join(', ')}${histograms.length > names.length ? ', …' : ''}`,
    );
  }
}
