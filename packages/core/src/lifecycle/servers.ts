import type { Server } from 'node:http';
import { type Listening, listen } from '../instrument/channel.js';

/**
 * Calls back with every server of this process that begins to listen, as soon as it does; returns the end of it.
 * Source: Node's channel `net.server.listen`.
 */
export const onServerListening = (listening: Listening, listener: (server: Server) => void): (() => void) =>
  listen<{ server: Server }>('tracing:net.server.listen:asyncEnd', listening, ({ server }) => listener(server));
