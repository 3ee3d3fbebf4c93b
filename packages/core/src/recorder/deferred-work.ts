import type { Clock } from '../clock.js';
import type { Diagnostics } from '../diagnostics.js';
import type { OverheadMeter } from './overhead-meter.js';

/** Long enough that many steps come together, short enough that nothing piles up. */
const DELAY_MS = 100;
/** Of so many the next turn of the event loop takes care. */
const MANY = 1_000;
/** So many are timed together: few enough that all of them take less than an interruption. */
const TIMED_TOGETHER = 32;

type Step = (subject: never) => void;

/**
 * Bookkeeping that can wait. It is done in batches: between two requests the processor's caches have gone to others, and
 * what is done a hundred times in a row costs a fraction of what it costs once in a while. Everyone who reads metrics has
 * it done first, so nobody sees that it was put off.
 */
export class DeferredWork {
  private steps: Step[] = [];
  private subjects: unknown[] = [];
  private isFlushing = false;
  private cancel: (() => void) | undefined = undefined;
  private readonly clock: Clock;
  private readonly diagnostics: Diagnostics;
  private readonly overhead: OverheadMeter;

  constructor(clock: Clock, diagnostics: Diagnostics, overhead: OverheadMeter) {
    this.clock = clock;
    this.diagnostics = diagnostics;
    this.overhead = overhead;
  }

  /** Has `step(subject)` done soon, after all that was put off before. A function that is made anew has its price. */
  add<T>(step: (subject: T) => void, subject: T): void {
    this.steps.push(step as Step);
    this.subjects.push(subject);
    if (this.steps.length === 1) this.schedule(DELAY_MS);
    else if (this.steps.length === MANY) this.schedule(0);
  }

  /** Does everything that was put off. */
  flush(): void {
    if (this.isFlushing || this.steps.length === 0) return;
    this.cancel?.();
    this.cancel = undefined;
    this.isFlushing = true;
    let begunMs = performance.now();
    const { steps, subjects } = this;
    this.steps = [];
    this.subjects = [];
    for (let index = 0; index < steps.length; index++) {
      this.run(steps[index] as Step, subjects[index]);
      if ((index + 1) % TIMED_TOGETHER === 0) begunMs = this.overhead.whole(begunMs);
    }
    this.overhead.whole(begunMs);
    this.isFlushing = false;
  }

  private schedule(delayMs: number): void {
    this.cancel?.();
    this.cancel = this.clock.after(delayMs, () => this.flush());
  }

  private run(step: Step, subject: unknown): void {
    try {
      step(subject as never);
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'deferred bookkeeping', error);
    }
  }
}
