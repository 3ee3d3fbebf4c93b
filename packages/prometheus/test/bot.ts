import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AstrolabeOptions, astrolabe } from '@astrolabe/node/express';
import express from 'express';

export interface Bot {
  readonly address: string;
  readonly port: number;
  /** Sends so many requests to `/chart`, one after the other. */
  visit(times: number): Promise<void>;
  /** Sends one to `/broken`, which answers 500. */
  fail(headers?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** A bot on Express with two routes; its registry is empty unless one is given, whatever else has been loaded here. */
export const startBot = async (options: AstrolabeOptions = {}): Promise<Bot> => {
  const app = express();
  // One in a hundred would be kept by chance, and be the exemplar of its bucket.
  app.use(astrolabe({ registry: { getMetricsAsArray: () => [] }, traceRatio: 0, ...options }));
  app.get('/chart', (_request, response) => {
    response.send('a chart');
  });
  app.get('/broken', (_request, response) => {
    response.status(500).send('no chart');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = `127.0.0.1:${port}`;
  return {
    address,
    port,
    visit: async (times) => {
      for (let visit = 0; visit < times; visit++) await (await fetch(`http://${address}/chart`)).text();
    },
    fail: async (headers = {}) => {
      await (await fetch(`http://${address}/broken`, { headers })).text();
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
