import type { CounterSeries } from '../metrics/instruments.js';
import type { MetricStore } from '../metrics/store.js';

/** An odd number: a request has an even number of steps, and each of them has to be met as often as the others. */
const EVERY = 7;
/** No step takes so long: the machine has put it aside for others, which is nothing that it took from the bot. */
const LONGEST_STEP_MS = 1;

/**
 * Measures what Astrolabe itself takes from the bot's time, by timing one in seven of its steps. It sees what our code
 * does, and not what the engine does for it elsewhere: allocation, and the context that every promise carries.
 */
export class OverheadMeter {
  /** Not the first: it is colder than the others, and would count for seven. */
  private untilNext = EVERY;
  private seconds: CounterSeries | undefined = undefined;
  private sum = 0;

  /** Declares the metric that it counts in from now on. */
  declare(metrics: MetricStore): void {
    this.seconds = metrics
      .counter('astrolabe_overhead_seconds_total', {
        help: "What Astrolabe's own code has taken of the bot's time, extrapolated from one in seven of its steps.",
      })
      .labels({});
  }

  /** Seconds, since the process began. */
  get total(): number {
    return this.sum;
  }

  /** The beginning of a step; 0 if it is not one of those that are timed. */
  begin(): number {
    if (--this.untilNext > 0) return 0;
    this.untilNext = EVERY;
    return performance.now();
  }

  /** The end of the step that `begin` gave `begunMs` for. */
  end(begunMs: number): void {
    if (begunMs !== 0) this.add(secondsSince(begunMs) * EVERY);
  }

  /** A step that is always timed has come to its end; returns the time, at which the next may begin. */
  whole(begunMs: number): number {
    this.add(secondsSince(begunMs));
    return performance.now();
  }

  /** Does what is always timed; what is timed within it counts once. */
  run(task: () => void): void {
    const begunMs = performance.now();
    const before = this.sum;
    task();
    this.add(Math.max(0, secondsSince(begunMs) - (this.sum - before)));
  }

  /** What was timed elsewhere. */
  add(seconds: number): void {
    this.sum += seconds;
    this.seconds?.inc(seconds);
  }
}

const secondsSince = (begunMs: number): number => Math.min(performance.now() - begunMs, LONGEST_STEP_MS) / 1_000;
