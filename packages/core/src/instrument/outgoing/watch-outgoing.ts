import { watchHttpClient } from './http-client.js';
import type { OutgoingSurroundings, OutgoingWatcher } from './outgoing-request.js';
import { watchUndici } from './undici.js';

/** Tells a watcher of the requests it wants, over `fetch`, undici and `node:http`; returns the end of it. */
export const watchOutgoing = (watcher: OutgoingWatcher, surroundings: OutgoingSurroundings): (() => void) => {
  const ends = [watchUndici(watcher, surroundings), watchHttpClient(watcher, surroundings)];
  return () => {
    for (const end of ends) end();
  };
};
