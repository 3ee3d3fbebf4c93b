import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Longer than any client waits, so that no connection is closed while a request is on its way. */
const KEEP_ALIVE_MS = 60_000;

/** An HTTP server that this machine alone can reach; port 0 is any free one. @throws Error when the port is taken */
export const serveLoopback = async (port: number, listener: RequestListener): Promise<LoopbackServer> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
};
