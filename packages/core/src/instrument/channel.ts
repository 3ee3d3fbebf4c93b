import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Diagnostics } from '../diagnostics.js';
import type { OverheadMeter } from '../recorder/overhead-meter.js';

/** What every listener reports to. */
export interface Listening {
  readonly diagnostics: Diagnostics;
  readonly overhead: OverheadMeter;
}

/**
 * Listens to a diagnostics channel; returns the end of it. A subscriber that throws would end the process, so it is
 * caught here and reported.
 */
export const listen = <M>(
  channel: string,
  { diagnostics, overhead }: Listening,
  subscriber: (message: M) => void,
): (() => void) => {
  const guarded = (message: unknown) => {
    const begunMs = overhead.begin();
    try {
      subscriber(message as M);
    } catch (error) {
      diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', `the subscriber of ${channel}`, error);
    }
    overhead.end(begunMs);
  };
  subscribe(channel, guarded);
  return () => {
    unsubscribe(channel, guarded);
  };
};
