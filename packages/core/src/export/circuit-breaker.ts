import type { Clock } from '../clock.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Bots that lost their collector together do not come back together. */
const JITTER = 0.2;
/** A timer of Node's may come as much too early as this. */
const EARLY_MS = 2;
/** A collector may ask for more patience than we have of our own. */
const LONGEST_ASKED_MS = 10 * 60_000;

/**
 * After a failure nothing is tried for a while, twice as long after each further one; then one attempt decides. Source
 * of the pattern: Michael Nygard, Release It!, "Circuit Breaker".
 */
export class CircuitBreaker {
  private failures = 0;
  private untilMs = 0;
  private readonly clock: Clock;
  private readonly random: () => number;

  constructor(clock: Clock, random: () => number = Math.random) {
    this.clock = clock;
    this.random = random;
  }

  /** For how long nothing is to be tried; 0 when it may be. */
  get pauseMs(): number {
    const leftMs = this.untilMs - this.clock.nowMs();
    return leftMs > EARLY_MS ? leftMs : 0;
  }

  succeeded(): void {
    this.failures = 0;
    this.untilMs = 0;
  }

  /** `askedMs`: what the collector has asked for, by `Retry-After`. */
  failed(askedMs = 0): void {
    const ownMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++);
    const spreadMs = ownMs * (1 + JITTER * (2 * this.random() - 1));
    this.untilMs = this.clock.nowMs() + Math.max(spreadMs, Math.min(askedMs, LONGEST_ASKED_MS));
  }
}
