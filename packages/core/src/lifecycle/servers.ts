import type { Server } from 'node:http';
import { type Listening, listen } from '../instrument/channel.js';

/** On a server of Astrolabe's own, whichever copy of this code has made it. */
const OWN = Symbol.for('astrolabe.server');

/** This server is Astrolabe's, and not the bot's. */
export const markOwn = (server: Server): void => {
  Object.defineProperty(server, OWN, { value: true });
};

/**
 * Calls back with every server of the bot that begins to listen, as soon as it does; returns the end of it.
 * Source: Node's channel `net.server.listen`.
 */
export const onServerListening = (listening: Listening, listener: (server: Server) => void): (() => void) =>
  listen<{ server: Server }>('tracing:net.server.listen:asyncEnd', listening, ({ server }) => {
    if (!(OWN in server)) listener(server);
  });

/** The HTTP servers of the bot that listen now. */
export interface ListeningServers {
  /** They take no new connections; what is being answered goes on. */
  close(): void;
  /** Meets those that begin to listen from now on; returns the end of it. */
  watch(): () => void;
}

export const createListeningServers = (listening: Listening): ListeningServers => {
  const servers = new Set<Server>();
  const meet = (server: Server): void => {
    // Others than HTTP servers are known to the bot alone.
    if (server.listenerCount('request') === 0) return;
    servers.add(server);
    server.once('close', () => servers.delete(server));
  };
  return {
    close: () => {
      for (const server of servers) server.close();
    },
    watch: () => onServerListening(listening, meet),
  };
};
