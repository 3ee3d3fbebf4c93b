import { type Listening, listen } from '../channel.js';
import type { DatabaseCall } from './database.js';

/** The one object that a library publishes from an operation's start to its end. */
interface Published {
  /** Set when it has failed. */
  readonly error?: unknown;
}

/**
 * Times what a library publishes on a tracing channel of Node's: the beginning, the failure if there is one, and the
 * answer, before the bot is told of it. `begin` may leave an operation out.
 */
export const listenToCalls = <M extends object>(
  channel: string,
  listening: Listening,
  begin: (message: M) => DatabaseCall | undefined,
): (() => void) => {
  /** Of this listener alone: a symbol costs less than a WeakMap. */
  const CALL = Symbol('astrolabe.call');
  type Watched = M & Published & { [CALL]?: DatabaseCall | undefined };

  const ends = [
    listen<Watched>(`tracing:${channel}:start`, listening, (message) => {
      message[CALL] = begin(message);
    }),
    listen<Watched>(`tracing:${channel}:error`, listening, (message) => message[CALL]?.fail(message.error)),
    listen<Watched>(`tracing:${channel}:asyncStart`, listening, (message) => message[CALL]?.end()),
  ];
  return () => {
    for (const end of ends) end();
  };
};
