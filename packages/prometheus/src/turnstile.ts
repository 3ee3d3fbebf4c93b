import type { Clock } from '@astrolabe/core';

/** Lets a few callers work at a time; further ones wait in their order. */
export interface Turnstile {
  /** Whether there is no room to wait in either. */
  readonly isFull: boolean;
  /** Resolves with the way out when it is the caller's turn. */
  enter(): Promise<() => void>;
}

export interface TurnstileOptions {
  readonly places: number;
  readonly waiting: number;
  /** A caller that keeps its place longer is overtaken: it reads slowly, and whoever waits is not to pay for it. */
  readonly leaseMs: number;
  readonly clock: Pick<Clock, 'after'>;
}

export const createTurnstile = ({ places, waiting, leaseMs, clock }: TurnstileOptions): Turnstile => {
  const queue: (() => void)[] = [];
  let inside = 0;

  const admit = (): (() => void) => {
    inside++;
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      cancel();
      inside--;
      queue.shift()?.();
    };
    const cancel = clock.after(leaseMs, leave);
    return leave;
  };

  return {
    get isFull() {
      return inside >= places && queue.length >= waiting;
    },
    enter: () =>
      inside < places
        ? Promise.resolve(admit())
        : new Promise((resolve) => {
            queue.push(() => resolve(admit()));
          }),
  };
};
