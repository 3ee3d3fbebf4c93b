import type { Clock } from '../clock.js';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves both times on, and runs every task that comes due, in its order. */
  advance(ms: number): void;
  /** The process does not run for so long: nothing is run meanwhile, and every task that is due comes once, late. */
  suspend(ms: number): void;
  /** Sets the wall clock on, or back, while the monotonic one stays where it is. */
  stepWall(ms: number): void;
  /** Tasks that are waiting. */
  readonly pending: number;
}

interface Task {
  dueMs: number;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

export const createManualClock = (startMs = 1_000, wallStartMs = 1_700_000_000_000): ManualClock => {
  let nowMs = startMs;
  let steppedMs = 0;
  const tasks = new Set<Task>();

  const schedule = (ms: number, everyMs: number | undefined, run: () => void) => {
    const task: Task = { dueMs: nowMs + ms, everyMs, run };
    tasks.add(task);
    return () => {
      tasks.delete(task);
    };
  };
  const nextDue = (untilMs: number): Task | undefined =>
    [...tasks].filter((task) => task.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];

  return {
    nowMs: () => nowMs,
    wallMs: () => wallStartMs + nowMs - startMs + steppedMs,
    every: (ms, task) => schedule(ms, ms, task),
    after: (ms, task) => schedule(ms, undefined, task),
    advance: (ms) => {
      const untilMs = nowMs + ms;
      for (let task = nextDue(untilMs); task !== undefined; task = nextDue(untilMs)) {
        nowMs = Math.max(nowMs, task.dueMs);
        if (task.everyMs === undefined) tasks.delete(task);
        else task.dueMs += task.everyMs;
        task.run();
      }
      nowMs = untilMs;
    },
    suspend: (ms) => {
      nowMs += ms;
      for (const task of tasks) task.dueMs = Math.max(task.dueMs, nowMs);
    },
    stepWall: (ms) => {
      steppedMs += ms;
    },
    get pending() {
      return tasks.size;
    },
  };
};
