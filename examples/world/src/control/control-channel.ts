import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { GraphEvent } from './graph-event.ts';

export interface ControlServer {
  readonly port: number;
  /** How many listen. */
  readonly listeners: number;
  /** To everybody who listens. */
  tell(event: GraphEvent): void;
  close(): void;
}

/** Events as lines of JSON, on a port of this machine: the bot has no part in them. */
export const openControlChannel = async (): Promise<ControlServer> => {
  const listeners = new Set<Socket>();
  const server = createServer((socket) => {
    listeners.add(socket.setNoDelay());
    socket.on('error', () => socket.destroy()).on('close', () => listeners.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get listeners() {
      return listeners.size;
    },
    tell: (event) => {
      const line = `${JSON.stringify(event)}\n`;
      for (const socket of listeners) socket.write(line);
    },
    close: () => {
      for (const socket of listeners) socket.destroy();
      server.close();
    },
  };
};

/** @returns the end of listening @throws Error when nobody is there */
export const listenToControlChannel = async (
  port: number,
  listener: (event: GraphEvent) => void,
): Promise<() => void> => {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  createInterface({ input: socket }).on('line', (line) => listener(JSON.parse(line) as GraphEvent));
  socket.on('error', () => socket.destroy());
  return () => void socket.destroy();
};
