import type { Check, Clock } from '@astrolabe/core';
import { type BackgroundCheck, createBackgroundCheck } from './background-check.js';

/** Asks checks on their intervals, and keeps their last answers for readers. */
export interface CheckRunner {
  /** Asks every check now and from now on; returns the end of it. */
  start(checks: readonly Check[]): () => void;
  /** Asks one check now, besides its interval. */
  ask(check: Check): void;
  readonly checks: readonly BackgroundCheck[];
  /** Whether it has started and every check has answered once. */
  readonly complete: boolean;
}

export const createCheckRunner = (clock: Clock): CheckRunner => {
  let checks: readonly BackgroundCheck[] = [];
  let started = false;

  const start = (contributed: readonly Check[]) => {
    started = true;
    checks = contributed.map((check) => createBackgroundCheck(check, clock));
    const timers = checks.map((each) => clock.every(each.check.intervalMs, each.ask));
    for (const each of checks) each.ask();
    return () => {
      for (const stopTimer of timers) stopTimer();
      for (const each of checks) each.stop();
    };
  };

  return {
    start,
    ask: (check) => checks.find((each) => each.check === check)?.ask(),
    get checks() {
      return checks;
    },
    get complete() {
      return started && checks.every(({ answer }) => answer !== undefined);
    },
  };
};
