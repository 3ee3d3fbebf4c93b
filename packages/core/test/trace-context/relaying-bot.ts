import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rawClient } from '../../src/testing/raw-client.js';
import type { Exchange } from './strict-cases.js';

/** The trace context of a request, as its headers say it. */
export interface ReceivedContext {
  readonly traceparents: readonly string[];
  readonly tracestate: readonly string[];
}

/** A bot that asks another service, by `fetch` and by `node:http`, as often as its path says. */
export interface RelayingBot {
  /** What the other service was told while the bot was at this request. */
  relay(exchange: Exchange): Promise<readonly ReceivedContext[]>;
  close(): void;
}

/** The headers that the bot itself gives its requests. */
export type OwnHeaders = (incoming: IncomingMessage) => Record<string, string>;

export const startRelayingBot = async (headersFor: OwnHeaders = () => ({})): Promise<RelayingBot> => {
  const received: ReceivedContext[] = [];
  const service = await serve(({ rawHeaders }, response) => {
    received.push({
      traceparents: valuesOf(rawHeaders, 'traceparent'),
      tracestate: valuesOf(rawHeaders, 'tracestate').join().split(',').filter(Boolean),
    });
    response.end();
  });
  const bot = await serve(async (incoming, response) => {
    const url = `http://127.0.0.1:${portOf(service)}/`;
    for (let calls = Number(incoming.url?.slice(1)); calls > 0; calls--) {
      await (await fetch(url, { headers: headersFor(incoming) })).text();
      await ask(url, headersFor(incoming));
    }
    response.end();
  });
  return {
    relay: async ({ head, calls }) => {
      const client = await rawClient(portOf(bot));
      client.write([`GET /${calls} HTTP/1.1`, 'Host: bot', 'Connection: close', ...head, '', ''].join('\r\n'));
      await client.closed();
      return received.splice(0);
    },
    close: () => {
      for (const server of [bot, service]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
};

const serve = async (listener: RequestListener): Promise<Server> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const ask = async (url: string, headers: Record<string, string>): Promise<void> => {
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'close');
};

const valuesOf = (rawHeaders: readonly string[], name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
