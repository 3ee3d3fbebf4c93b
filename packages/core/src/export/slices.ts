import type { OverheadMeter } from '../recorder/overhead-meter.js';

/** Half of what the event loop may be held up for, since the last step is not known before it is done. */
const SLICE_MS = 1;

/** Lets the event loop go on with everything else first. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does `step` until it has nothing left to do, a millisecond at a time; returns when it is done. */
export const inSlices = async (step: () => boolean, overhead: OverheadMeter): Promise<void> => {
  for (;;) {
    const begunMs = performance.now();
    let isLeft = true;
    while (isLeft && performance.now() - begunMs < SLICE_MS) isLeft = step();
    overhead.add((performance.now() - begunMs) / 1_000);
    if (!isLeft) return;
    await nextTurn();
  }
};
