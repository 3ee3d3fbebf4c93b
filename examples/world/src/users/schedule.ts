/**
 * An open loop: tick number n is due at n / rate, whether the bot keeps up or not. What is late is caught up with at
 * once, and `tick` gets the time it was due, so that waiting for a slow bot is part of every latency.
 */
export const startSchedule = (ratePerSecond: number, tick: (dueMs: number) => void): (() => void) => {
  const startMs = performance.now();
  const intervalMs = 1_000 / ratePerSecond;
  let ticks = 0;
  let timer: NodeJS.Timeout | undefined;

  const run = () => {
    while (startMs + ticks * intervalMs <= performance.now()) {
      tick(startMs + ticks * intervalMs);
      ticks++;
    }
    timer = setTimeout(run, Math.max(0, startMs + ticks * intervalMs - performance.now()));
  };
  run();
  return () => clearTimeout(timer);
};
