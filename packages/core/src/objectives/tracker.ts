import { durationMs } from '../config/duration.js';
import type { LabelPairs } from '../metrics/labels.js';
import { BURN_WINDOWS, type EventCounts } from './burn-rate.js';
import type { EventReader } from './event-reader.js';
import { type DayOfMinutes, MinuteHistory } from './minute-history.js';
import type { Objective } from './objective.js';
import { LONGEST_UNSEEN_MS, type Timeline } from './timeline.js';

const MINUTE_MS = 60_000;
const LONGEST_BURN_WINDOW_MS = Math.max(...BURN_WINDOWS.map(durationMs));

/** What a window has seen. */
export interface WindowCounts extends EventCounts {
  /** The share of the window's time that was observed. */
  readonly coverage: number;
}

/** Follows one objective through time. */
export class Tracker {
  readonly objective: Objective;
  readonly labels: LabelPairs;
  readonly reader: EventReader;
  /** Whether it was said that the metric is missing. */
  isMissed = false;
  private readonly history = new MinuteHistory();
  private readonly timeline: Timeline;
  private readonly startMs: number;
  private lastMs: number;
  private last: EventCounts;

  constructor(objective: Objective, reader: EventReader, timeline: Timeline) {
    this.objective = objective;
    this.labels = [['slo', objective.name]];
    this.reader = reader;
    this.timeline = timeline;
    this.startMs = timeline.now();
    this.lastMs = this.startMs;
    // What was counted before it was followed is in no minute: nobody knows which.
    this.last = reader.readAll();
  }

  get ageMs(): number {
    return this.timeline.now() - this.startMs;
  }

  /**
   * Files what has come since the last time under the minute that it is now, and the time itself as observed; a longer
   * pause was not. What was counted meanwhile is filed all the same: it happened.
   */
  sample(): void {
    const nowMs = this.timeline.now();
    const counts = this.reader.read();
    const minute = Math.floor(nowMs / MINUTE_MS);
    const fromMs = nowMs - this.lastMs > LONGEST_UNSEEN_MS ? nowMs : this.lastMs;
    this.cover(Math.floor(fromMs / MINUTE_MS), fromMs, nowMs);
    this.history.add(minute, counts.good - this.last.good, counts.total - this.last.total, 0);
    this.history.forgetBefore(this.firstMinute(minute));
    this.lastMs = nowMs;
    this.last = counts;
  }

  private cover(minute: number, fromMs: number, toMs: number): void {
    const endMs = Math.min(toMs, (minute + 1) * MINUTE_MS);
    this.history.add(minute, 0, 0, endMs - fromMs);
    if (endMs < toMs) this.cover(minute + 1, endMs, toMs);
  }

  /** Burn rates look back for three days, however short the window of the budget is. */
  private firstMinute(minute: number): number {
    return minute - Math.max(this.objective.windowMs, LONGEST_BURN_WINDOW_MS) / MINUTE_MS;
  }

  /** The last `windowMs` as of the last sample: so many whole minutes, and the one that has begun. */
  window(windowMs: number): WindowCounts {
    const minute = Math.floor(this.lastMs / MINUTE_MS);
    const first = minute - windowMs / MINUTE_MS;
    const { good, total, coveredMs } = this.history.sums(first, minute);
    return { good, total, coverage: Math.min(1, coveredMs / (this.lastMs - first * MINUTE_MS)) };
  }

  /** Takes in what an earlier process has kept, in minutes of the wall clock. */
  restore(days: ReadonlyMap<number, DayOfMinutes>): void {
    const newest = Math.floor(this.timeline.now() / MINUTE_MS);
    this.history.addDays(days, -this.timeline.minutesToWall(), this.firstMinute(newest), newest);
  }

  /** What a later process is to take in, in minutes of the wall clock. */
  keep(): ReadonlyMap<number, DayOfMinutes> {
    const shift = this.timeline.minutesToWall();
    if (shift === 0) return this.history.days();
    const shifted = new MinuteHistory();
    shifted.addDays(this.history.days(), shift, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    return shifted.days();
  }
}
