import { outgoingListening } from './outgoing-listening.js';
import type { OutgoingSurroundings, OutgoingWatcher } from './outgoing-request.js';
import { readerFor } from './watched-exchange.js';

/** Tells a watcher of the requests it wants, over `fetch`, undici and `node:http`; returns the end of it. */
export const watchOutgoing = (watcher: OutgoingWatcher, surroundings: OutgoingSurroundings): (() => void) =>
  outgoingListening(surroundings).read(readerFor(watcher));
