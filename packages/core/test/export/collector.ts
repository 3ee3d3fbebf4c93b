import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { runtime } from '@astrolabe/core';
import { type DecodedMetric, type DecodedSpan, decodeMetrics, decodeTraces } from './otlp-decoder.js';

/** How a collector behaves: it takes what comes, or does something else with the request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly atMs: number;
}

/** A collector on a free port of loopback, that decodes what it takes. */
export interface Collector {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Of the requests that were answered with 200. */
  readonly spans: readonly DecodedSpan[];
  readonly metrics: readonly DecodedMetric[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** What the OpenTelemetry collector answers: an empty message. */
export const takes: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
};
export const answers =
  (status: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
export const hangs: Behaviour = () => undefined;
export const closes: Behaviour = (request) => {
  request.socket.destroy();
};
export const babbles: Behaviour = (request) => {
  request.socket.end('\u0000\u0001 no HTTP at all\r\n\r\n');
};

export const startCollector = async (port = 0, tls?: ServerOptions): Promise<Collector> => {
  const requests: ReceivedRequest[] = [];
  const spans: DecodedSpan[] = [];
  const metrics: DecodedMetric[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = takes;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    // In truth it is another process, and no request to the bot.
    runtime().httpServer.discard(response);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers, body, atMs: performance.now() });
    if (behaviour === takes && request.headers['content-type'] === 'application/x-protobuf') {
      if (path.endsWith('/v1/traces')) spans.push(...decodeTraces(body));
      else metrics.push(...decodeMetrics(body));
    }
    behaviour(request, response);
  };
  const server: Server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${bound}`,
    port: bound,
    requests,
    spans,
    metrics,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
