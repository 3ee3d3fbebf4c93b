/** What a bot takes that has just started. */
const FIRST_RATE = 20;
const WARM_UP_MS = 2_000;

/**
 * An open loop: a tick is due when its time has come, whether the bot keeps up or not. What is late is caught up with at
 * once, and `tick` gets the time it was due, so that waiting for a slow bot is part of every latency. A high rate is
 * reached within two seconds, as fleets let traffic in to an instance whose code is not compiled yet.
 */
export const startSchedule = (ratePerSecond: number, tick: (dueMs: number) => void): (() => void) => {
  const startMs = performance.now();
  let dueMs = startMs;
  let timer: NodeJS.Timeout | undefined;

  const run = () => {
    while (dueMs <= performance.now()) {
      tick(dueMs);
      dueMs += 1_000 / rateAt(ratePerSecond, dueMs - startMs);
    }
    timer = setTimeout(run, Math.max(0, dueMs - performance.now()));
  };
  run();
  return () => clearTimeout(timer);
};

/** Ticks per second, so many milliseconds after the start. */
export const rateAt = (ratePerSecond: number, elapsedMs: number): number =>
  Math.min(ratePerSecond, FIRST_RATE + Math.max(0, ratePerSecond - FIRST_RATE) * (elapsedMs / WARM_UP_MS));
