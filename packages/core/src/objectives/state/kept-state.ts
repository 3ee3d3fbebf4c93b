import type { Diagnostics } from '../../diagnostics.js';
import type { Tracker } from '../tracker.js';
import type { StateFile } from './state-file.js';
import { encodeState, type KeptObjective } from './state-format.js';

/** Carries the minutes of objectives from one process to the next. */
export class KeptState {
  private readonly file: StateFile;
  private readonly service: string;
  private readonly trackers: () => Iterable<Tracker>;
  private readonly diagnostics: Diagnostics;
  /** What was loaded and not yet claimed: an objective may be declared after the start. */
  private unclaimed: readonly KeptObjective[] = [];
  private work: Promise<void>;
  private isBusy = true;

  constructor(
    file: StateFile,
    options: { service: string; trackers: () => Iterable<Tracker>; diagnostics: Diagnostics },
  ) {
    this.file = file;
    this.service = options.service;
    this.trackers = options.trackers;
    this.diagnostics = options.diagnostics;
    this.work = this.next(Promise.resolve(), () => this.load());
  }

  /** Gives an objective what was kept of it. */
  claim(tracker: Tracker): void {
    const { name, metric, withinSeconds } = tracker.objective;
    const kept = this.unclaimed.find(
      (each) => each.name === name && each.metric === metric && each.withinSeconds === withinSeconds,
    );
    if (kept === undefined) return;
    this.unclaimed = this.unclaimed.filter((each) => each !== kept);
    tracker.restore(kept.days);
  }

  /** Saves, unless the disk is still busy with the last time. */
  saveIfIdle(): void {
    if (!this.isBusy) void this.save();
  }

  /** Resolves when everything up to now is on the disk, or was warned of; never rejects. */
  save(): Promise<void> {
    this.work = this.next(this.work, () => this.write());
    return this.work;
  }

  private async next(before: Promise<void>, step: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    await before;
    try {
      await step();
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_TASK_FAILED', 'keeping the state of objectives', error);
    }
    this.isBusy = false;
  }

  private async load(): Promise<void> {
    this.unclaimed = await this.file.load();
    for (const tracker of this.trackers()) this.claim(tracker);
  }

  /** What nobody has claimed by now belongs to objectives that are no more. */
  private write(): Promise<void> {
    this.unclaimed = [];
    const kept = [...this.trackers()].map((tracker): KeptObjective => {
      tracker.sample();
      const { name, metric, withinSeconds } = tracker.objective;
      return { name, metric, withinSeconds, days: tracker.keep() };
    });
    return this.file.save(encodeState(this.service, kept));
  }
}
