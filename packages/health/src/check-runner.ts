import type { Check, Clock } from '@astrolabe/core';
import { type BackgroundCheck, createBackgroundCheck } from './background-check.js';

/** Asks checks on their intervals, and keeps their last answers for readers. */
export interface CheckRunner {
  /** Asks every check now and from now on; returns the end of it. */
  start(checks: readonly Check[]): () => void;
  /** From now on these are the checks: a new one is asked at once, and one that is gone is forgotten. */
  update(checks: readonly Check[]): void;
  /** Asks one check now, besides its interval. */
  ask(check: Check): void;
  /** A check that came after the start is among them from its first answer on. */
  readonly checks: readonly BackgroundCheck[];
  /** Whether it has started and every check of the start has answered once. */
  readonly complete: boolean;
}

/** A check that is asked on its interval. */
interface Scheduled {
  readonly background: BackgroundCheck;
  /** The bot is ready already: that nobody knows how a new client is makes it no less so. */
  readonly isLate: boolean;
  stop(): void;
}

export const createCheckRunner = (clock: Clock): CheckRunner => {
  const scheduled = new Map<Check, Scheduled>();
  let started = false;

  const schedule = (check: Check, isLate: boolean): Scheduled => {
    const background = createBackgroundCheck(check, clock);
    const stopTimer = clock.every(check.intervalMs, background.ask);
    const stop = () => {
      stopTimer();
      background.stop();
    };
    return { background, isLate, stop };
  };
  const update = (checks: readonly Check[], isLate: boolean) => {
    if (!started) return;
    const wanted = new Set(checks);
    for (const [check, { stop }] of scheduled) {
      if (wanted.has(check)) continue;
      stop();
      scheduled.delete(check);
    }
    const added = [...wanted].filter((check) => !scheduled.has(check));
    for (const check of added) scheduled.set(check, schedule(check, isLate));
    for (const check of added) scheduled.get(check)?.background.ask();
  };
  const shown = () =>
    [...scheduled.values()].filter(({ background, isLate }) => !isLate || background.answer !== undefined);

  return {
    start: (checks) => {
      started = true;
      update(checks, false);
      return () => {
        for (const { stop } of scheduled.values()) stop();
      };
    },
    update: (checks) => update(checks, true),
    ask: (check) => scheduled.get(check)?.background.ask(),
    get checks() {
      return shown().map(({ background }) => background);
    },
    get complete() {
      return started && shown().every(({ background }) => background.answer !== undefined);
    },
  };
};
