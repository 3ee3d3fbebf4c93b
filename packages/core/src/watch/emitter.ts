import type { Listening } from '../instrument/channel.js';

/** What tells its events as Node's emitters do. */
export interface Emitter {
  on(event: string, listener: (message: never) => void): unknown;
  removeListener(event: string, listener: (message: never) => void): unknown;
}

/**
 * Listens to an event of a client; returns the end of it. A listener that throws would fail what the bot asked for, so it
 * is caught here and reported.
 */
export const listenToEvent = <M>(
  emitter: Emitter,
  event: string,
  { diagnostics, overhead }: Listening,
  listener: (message: M) => void,
): (() => void) => {
  const guarded = (message: M) => {
    const begunMs = overhead.begin();
    try {
      listener(message);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', `the listener of ${event}`, error);
    }
    overhead.end(begunMs);
  };
  emitter.on(event, guarded);
  return () => {
    emitter.removeListener(event, guarded);
  };
};
