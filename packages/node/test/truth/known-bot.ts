import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expressMiddleware, runtime, start } from '@astrolabe/core';
import type { ManualClock } from '@astrolabe/core/testing';
import { prometheus } from '@astrolabe/prometheus';
import express from 'express';
import type { KnownRequest } from './known-requests.js';

/** A real bot over real sockets, for whose requests time passes exactly as it was drawn. */
export interface KnownBot {
  /** `host:port` */
  readonly address: string;
  /** Makes the requests one after the other. */
  make(requests: readonly KnownRequest[]): Promise<void>;
  close(): Promise<void>;
}

const REQUEST = Buffer.from('GET /chart/aries HTTP/1.1\r\nHost: bot\r\n\r\n');
const ANSWER_END = '\r\n\r\nok';

export const startKnownBot = async (clock: ManualClock): Promise<KnownBot> => {
  let current: KnownRequest = { status: 200, durationMs: 0 };
  let arrived: (response: ServerResponse) => void = () => undefined;
  const app = express();
  app.use(expressMiddleware(start(runtime(), { plugins: [prometheus()], options: {}, environment: {} })));
  app.get('/chart/:sign', (_request, response) => {
    clock.advance(current.durationMs);
    if (current.status === 499) arrived(response);
    else response.status(current.status).end('ok');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const abandon = async () => {
    const waiting = new Promise<ServerResponse>((resolve) => {
      arrived = resolve;
    });
    const socket = await open(port);
    socket.write(REQUEST);
    const response = await waiting;
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
  };
  return {
    address: `127.0.0.1:${port}`,
    make: async (requests) => {
      const socket = await open(port);
      await answerEach(
        socket,
        requests.filter(({ status }) => status !== 499),
        (request) => {
          current = request;
        },
      );
      socket.destroy();
      for (const request of requests.filter(({ status }) => status === 499)) {
        current = request;
        await abandon();
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  return socket;
};

/** Over one connection that is kept alive; without a promise for each, which would take longer than the request. */
const answerEach = (socket: Socket, requests: readonly KnownRequest[], begin: (request: KnownRequest) => void) =>
  new Promise<void>((resolve, reject) => {
    let made = 0;
    let text = '';
    const next = () => {
      const request = requests[made++];
      if (request === undefined) return resolve();
      begin(request);
      socket.write(REQUEST);
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (!text.endsWith(ANSWER_END)) return;
      text = '';
      next();
    });
    socket.on('close', () => reject(new Error('the connection ended')));
    next();
  });
