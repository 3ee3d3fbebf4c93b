import type { Listening } from '../instrument/channel.js';

/**
 * Takes one step of ours on the way of what the bot asks a client for: its cost is measured, and where it fails, the bot
 * goes on without it and gets undefined of it. `what` is what it was about.
 */
export const watchedStep = <V extends unknown[], R>(
  what: string,
  { diagnostics, overhead }: Listening,
  step: (...values: V) => R,
  ...values: V
): R | undefined => {
  const begunMs = overhead.begin();
  try {
    return step(...values);
  } catch (error) {
    diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', what, error);
    return undefined;
  } finally {
    overhead.end(begunMs);
  }
};
