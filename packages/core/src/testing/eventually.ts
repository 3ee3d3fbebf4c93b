import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits, turn by turn of the event loop, until `condition` holds; rejects after `withinMs` milliseconds. */
export const eventually = async (what: string, condition: () => boolean, withinMs = 5_000): Promise<void> => {
  const deadlineMs = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`did not come true within ${withinMs} ms: ${what}`);
    await nextTurn();
  }
};
