import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Diagnostics } from '../diagnostics.js';

/**
 * Listens to a diagnostics channel; returns the end of it. A subscriber that throws would end the process, so it is
 * caught here and reported.
 */
export const listen = <M>(
  channel: string,
  diagnostics: Diagnostics,
  subscriber: (message: M) => void,
): (() => void) => {
  const guarded = (message: unknown) => {
    try {
      subscriber(message as M);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', `the subscriber of ${channel}`, error);
    }
  };
  subscribe(channel, guarded);
  return () => {
    unsubscribe(channel, guarded);
  };
};
