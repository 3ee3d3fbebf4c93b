import type { Server } from 'node:http';
import type { Instance } from '../instance.js';
import { onServerListening } from '../lifecycle/servers.js';

/** An application that waits for its server. */
export interface Waiting<A extends object> {
  readonly app: A;
  announce(): void;
}

export interface StartAnnouncer<A extends object> {
  /** Announces the application when a server begins to listen that leads to it; before that, by its first request. */
  expect(waiting: Waiting<A>): void;
}

/**
 * Announces applications when their server begins to listen. `leadsTo` tells whether one of a server's listeners is the
 * application, or has it within. Applications that come and go are not kept for it.
 */
export const createStartAnnouncer = <A extends object>(
  instance: Instance,
  leadsTo: (listener: object, app: A) => boolean,
): StartAnnouncer<A> => {
  const expected = new Set<WeakRef<Waiting<A>>>();
  const keptBy = new WeakMap<A, Waiting<A>>();

  const announce = (found: readonly WeakRef<Waiting<A>>[]): void => {
    for (const reference of found) {
      expected.delete(reference);
      reference.deref()?.announce();
    }
  };
  const listening = (server: Server): void => {
    for (const reference of expected) if (reference.deref() === undefined) expected.delete(reference);
    const listeners = server.listeners('request');
    const found = [...expected].filter((reference) => {
      const waiting = reference.deref();
      return waiting !== undefined && listeners.some((listener) => leadsTo(listener, waiting.app));
    });
    if (found.length > 0) announce(found);
    // Something else has taken the server's requests (a websocket server, a function of the bot's own).
    else if (listeners.length > 0) setImmediate(() => announce([...expected])).unref();
  };
  instance.whileOn('the announcement', () => onServerListening(instance.runtime, listening));

  return {
    expect: (waiting) => {
      keptBy.set(waiting.app, waiting);
      expected.add(new WeakRef(waiting));
    },
  };
};
