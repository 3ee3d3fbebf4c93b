import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AccessPolicy, createAccessPolicy } from './access.js';
import { createDispatch, type DispatchOptions } from './dispatch.js';

/** A port of its own for Astrolabe's endpoints, for platforms that keep it private. */
export interface AdminServer {
  /** The address once it listens; undefined before, and when the port could not be had. */
  address(): AddressInfo | undefined;
  close(): Promise<void>;
}

/** Where the admin port is, and who may come in. */
export interface AdminDoor {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  /** Nobody without the token, from loopback neither. */
  readonly isClosed: boolean;
}

const servesNothing = () => false;
const LOOPBACK_HOSTS = /^(?:localhost|::1|127\.\d+\.\d+\.\d+)$/;

/** Starts listening in the background. A port that is taken is reported, and the bot goes on without it. */
export const startAdminServer = (door: AdminDoor, options: Omit<DispatchOptions, 'access'>): AdminServer => {
  const { diagnostics } = options;
  const { host, port } = door;
  const dispatch = createDispatch({ ...options, access: adminAccess(door, options) });
  // An `import` of node:http in ESM reads all it exports, which loads undici: few bots need that.
  const { createServer } = process.getBuiltinModule('node:http');
  const server: Server = createServer((request, response) => {
    if (dispatch(request, response, servesNothing)) return;
    options.claimed(response);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    diagnostics.warnOnce(
      'ASTROLABE_ADMIN_PORT_UNAVAILABLE',
      `the admin port ${host}:${port} could not be opened (${error.code ?? error.name}); ` +
        'set ASTROLABE_ADMIN_PORT to a free port and ASTROLABE_ADMIN_HOST to an address of this machine',
    );
  });
  server.listen(port, host);
  server.unref();
  // A scraper's connection must not keep a process that has nothing else to do.
  server.on('connection', (socket) => socket.unref());
  return {
    address: () => (server.address() as AddressInfo | null) ?? undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const adminAccess = (
  { host, token, isClosed }: AdminDoor,
  { diagnostics }: Pick<DispatchOptions, 'diagnostics'>,
): AccessPolicy => {
  const isLoopback = LOOPBACK_HOSTS.test(host);
  if (token === undefined && !isLoopback) {
    diagnostics.warnOnce(
      'ASTROLABE_ADMIN_PORT_CLOSED',
      `the admin port is open to other machines (ASTROLABE_ADMIN_HOST=${host}) and has no token, so its private ` +
        'endpoints stay closed; set ASTROLABE_TOKEN',
    );
  }
  return createAccessPolicy(token, isClosed || !isLoopback);
};
