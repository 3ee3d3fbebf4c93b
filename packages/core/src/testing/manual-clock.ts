import type { Clock } from '../clock.js';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves both times on, and runs every task that comes due, in its order. */
  advance(ms: number): void;
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
    wallMs: () => wallStartMs + nowMs - startMs,
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
    get pending() {
      return tasks.size;
    },
  };
};
