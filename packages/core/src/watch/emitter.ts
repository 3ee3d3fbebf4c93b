import type { Listening } from '../instrument/channel.js';
import { watchedStep } from './watched-step.js';

type Listener = (...values: never[]) => unknown;

/** What tells its events as Node's emitters do. */
export interface Emitter {
  on(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
}

/**
 * Listens to an event of a client; returns the end of it. A listener that throws would fail what the bot asked for, so it
 * is caught and reported, and each call of it is measured.
 */
export const listenToEvent = <V extends unknown[]>(
  emitter: Emitter,
  event: string,
  listening: Listening,
  listener: (...values: V) => void,
): (() => void) => {
  const what = `the listener of ${event}`;
  const guarded = (...values: V): void => {
    watchedStep(what, listening, listener, ...values);
  };
  emitter.on(event, guarded);
  return () => {
    emitter.removeListener(event, guarded);
  };
};
