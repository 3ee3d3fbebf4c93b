import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { markOwn } from '../lifecycle/servers.js';
import { type AccessMode, type AccessPolicy, createAccessPolicy } from './access.js';
import { createDispatch, type DispatchOptions } from './dispatch.js';

/** A port of its own for Astrolabe's endpoints, for platforms that keep it private. */
export interface AdminServer {
  /** The address once it listens; undefined before, and when the port could not be had. */
  address(): AddressInfo | undefined;
  /** The port could not be had: it was said, and nothing listens there. */
  readonly isUnavailable: boolean;
  /** How its private endpoints can be reached. */
  readonly accessMode: AccessMode;
  /** Lets another instance answer from now on, if it wants the same door; false, and nothing is changed, if not. */
  handOver(door: AdminDoor, options: AdminEndpoints): boolean;
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

export type AdminEndpoints = Omit<DispatchOptions, 'access'>;

const servesNothing = () => false;
const LOOPBACK_HOSTS = /^(?:localhost|::1|127\.\d+\.\d+\.\d+)$/;

/** Starts listening in the background. A port that is taken is reported, and the bot goes on without it. */
export const startAdminServer = (door: AdminDoor, options: AdminEndpoints): AdminServer => {
  let access = adminAccess(door, options);
  let dispatch = createDispatch({ ...options, access });
  let isUnavailable = false;
  // An `import` of node:http in ESM reads all it exports, which loads undici: few bots need that.
  const { createServer } = process.getBuiltinModule('node:http');
  const server: Server = createServer((request, response) => {
    if (dispatch(request, response, servesNothing)) return;
    options.claimed(response);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    isUnavailable = true;
    warnOfUnavailable(door, error, options);
  });
  listenAside(server, door);
  return {
    address: () => (server.address() as AddressInfo | null) ?? undefined,
    get isUnavailable() {
      return isUnavailable;
    },
    get accessMode() {
      return access.mode;
    },
    handOver: (wanted, endpoints) => {
      if (wanted.host !== door.host || wanted.port !== door.port) return false;
      access = adminAccess(wanted, endpoints);
      dispatch = createDispatch({ ...endpoints, access });
      return true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Nothing here keeps a process that has nothing else to do, a scraper's connection neither. */
const listenAside = (server: Server, { host, port }: AdminDoor): void => {
  markOwn(server);
  // Not shared by the workers of a cluster: a scrape would reach now one, now another.
  server.listen({ port, host, exclusive: true });
  server.unref();
  server.on('connection', (socket) => socket.unref());
};

const warnOfUnavailable = (
  door: AdminDoor,
  { code, name }: NodeJS.ErrnoException,
  { diagnostics }: Pick<DispatchOptions, 'diagnostics'>,
): void => {
  diagnostics.warnOnce(
    'ASTROLABE_ADMIN_PORT_UNAVAILABLE',
    `the admin port ${hostAndPort(door)} could not be opened (${code ?? name}); set ASTROLABE_ADMIN_PORT to a port of ` +
      'its own for each process of this machine, or to 0 for any, and ASTROLABE_ADMIN_HOST to an address of this machine',
  );
};

/** An address of IPv6 is in brackets: it has colons itself. */
export const hostAndPort = ({ host, port }: Pick<AdminDoor, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

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
