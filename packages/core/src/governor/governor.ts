import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import { type Cost, type CostReadings, CostWindow, NO_COST } from './cost.js';
import { type Level, type LevelChoice, levelAbove, levelBelow } from './level.js';

const WINDOW_MS = 5_000;
/** One window may have been a bad moment of the machine. */
const PATIENCE = 2;
/** Code that has not been compiled costs many times what it will; the third window is the first that is judged. */
const WARM_UP = 2;
/** A minute below before the level above is tried again; twice as long each time that it was too much again. */
const FIRST_WAIT = 12;
const LONGEST_WAIT = 720;
/** Ten minutes of calm, and what went before is forgotten. */
const FORGOTTEN_AFTER = 120;
/** A server that does next to nothing is left alone, whatever its share: nobody feels less than this. */
const FELT_MICROSECONDS = 20;
/** A process that does next to nothing is left alone as well: a page of `/metrics` may be most of what it does. */
const FELT_CORE_SHARE = 0.01;

export interface GovernorOptions {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly readings: CostReadings;
}

export interface Governed {
  /** The most that Astrolabe may take of the CPU time of the process, from 0 to 1. */
  readonly budget: number;
  /** Records as much as the level says. */
  apply(level: Level): void;
}

/** Watches what Astrolabe itself costs, and lets it record less where that is more than was promised. */
export class Governor {
  /** What the last window has cost. */
  cost: Cost = NO_COST;
  readonly changes = { lowered: 0, raised: 0 };
  private readonly options: GovernorOptions;
  private governed: Governed | undefined = undefined;
  private own: Level = 'full';
  private chosenLevel: Level | undefined = undefined;
  private windows = 0;
  private overWindows = 0;
  private calmWindows = 0;
  private wait = FIRST_WAIT;

  constructor(options: GovernorOptions) {
    this.options = options;
  }

  /** How much is recorded now. */
  get level(): Level {
    return this.governed === undefined ? 'off' : (this.chosenLevel ?? this.own);
  }

  /** The level that the owner has chosen; undefined where the cost decides. */
  get chosen(): Level | undefined {
    return this.chosenLevel;
  }

  /** Begins at `full`, or at what was chosen before; returns the end of it. */
  govern(governed: Governed): () => void {
    const { clock, readings } = this.options;
    this.governed = governed;
    this.own = 'full';
    this.windows = 0;
    this.wait = FIRST_WAIT;
    this.begin();
    const window = new CostWindow(readings);
    governed.apply(this.level);
    const stop = clock.every(WINDOW_MS, () => this.judge(window.next()));
    return () => {
      stop();
      if (this.governed === governed) this.governed = undefined;
    };
  }

  /** The owner's word goes before the cost; `auto` gives it back to the cost, which begins at `full`. */
  choose(choice: LevelChoice): void {
    const before = this.level;
    this.chosenLevel = choice === 'auto' ? undefined : choice;
    this.own = 'full';
    this.begin();
    if (this.governed === undefined || this.level === before) return;
    this.governed.apply(this.level);
    this.options.diagnostics.info(`astrolabe: recording goes from ${before} to ${this.level}, as was chosen`);
  }

  private judge(cost: Cost): void {
    this.cost = cost;
    this.windows++;
    if (this.chosenLevel !== undefined || this.governed === undefined || this.windows <= WARM_UP) return;
    const isTooMuch = this.isTooMuch(cost, this.governed.budget);
    this.overWindows = isTooMuch ? this.overWindows + 1 : 0;
    this.calmWindows = isTooMuch ? 0 : this.calmWindows + 1;
    if (this.overWindows >= PATIENCE && this.own !== 'off') this.lower(cost, this.governed);
    else if (this.own !== 'full' && this.calmWindows >= this.wait) this.raise(this.governed);
    else if (this.calmWindows >= FORGOTTEN_AFTER) this.wait = FIRST_WAIT;
  }

  private isTooMuch({ ratio, microseconds, coreShare, transactions }: Cost, budget: number): boolean {
    const isFelt = transactions === 0 || microseconds > FELT_MICROSECONDS;
    return ratio > budget && isFelt && coreShare > FELT_CORE_SHARE;
  }

  private lower({ ratio, microseconds, transactions }: Cost, governed: Governed): void {
    const from = this.own;
    this.own = levelBelow(from);
    this.changes.lowered++;
    // It was tried too early, if it was tried at all.
    if (this.changes.raised > 0) this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.begin();
    governed.apply(this.own);
    const each =
      transactions === 0 ? 'no transaction has ended' : `${Math.round(microseconds)} µs for each transaction`;
    this.options.diagnostics.warnOnce(
      'ASTROLABE_LEVEL_LOWERED',
      `recording goes from ${from} to ${this.own}: it took ${percent(ratio)} of the CPU time of the process, and may take ` +
        `${percent(governed.budget)} (ASTROLABE_OVERHEAD_BUDGET); ${each}. ` +
        `More is tried again in ${minutes(this.wait)}`,
    );
  }

  private raise(governed: Governed): void {
    const from = this.own;
    this.own = levelAbove(from);
    this.changes.raised++;
    this.begin();
    governed.apply(this.own);
    this.options.diagnostics.info(
      `astrolabe: recording goes from ${from} to ${this.own}: it has cost little for ${minutes(this.wait)}`,
    );
  }

  private begin(): void {
    this.overWindows = 0;
    this.calmWindows = 0;
  }
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

const minutes = (windows: number): string => {
  const count = (windows * WINDOW_MS) / 60_000;
  return count === 1 ? 'a minute' : `${count} minutes`;
};
