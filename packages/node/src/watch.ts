import { runtime, type WatchOptions } from '@astrolabe/core';

/**
 * Watches a database client that publishes no channels, this one and no other: spans, durations, gauges of its pool, and
 * a check of `/health`, which has to be named before the start. A client that is named twice is watched once. Returns the
 * end of it, after which the client is as it was.
 *
 * @example
 * watch(pool, { name: 'postgres', critical: true });
 * @throws AstrolabeError `ASTROLABE_WATCH_INVALID` for a client that it does not know
 */
export const watch = (client: object, options?: WatchOptions): (() => void) => runtime().watches.add(client, options);
