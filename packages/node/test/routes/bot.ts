import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HistogramSeries, REQUEST_DURATION } from '@astrolabe/core';
import { eventually, isolatedRuntime } from '@astrolabe/core/testing';

export interface SentRequest {
  /** The request's target as it goes over the wire. */
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A bot that listens on loopback with a runtime of its own. */
export interface RunningBot {
  /** Sends one request; resolves with the status. */
  send(sent: SentRequest | string): Promise<number>;
  /** `route status` of every series, with how often; waits until everything sent is counted. */
  counted(): Promise<Record<string, number>>;
  /** The routes alone. */
  routes(): Promise<readonly string[]>;
  /** Everything that leaves the process, as text: the store, the page of `/metrics`, and what was said. */
  everything(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts what `build` returns; `build` runs when the runtime is in place. */
export const startBot = async (build: () => RequestListener | Promise<RequestListener>): Promise<RunningBot> => {
  const isolated = isolatedRuntime();
  const { runtime } = isolated;
  const server = createServer(await build());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  let sent = 0;

  const series = () =>
    [...(runtime.metrics.family(REQUEST_DURATION)?.series() ?? [])].map(({ labels, value }) => ({
      labels: Object.fromEntries(labels),
      count: (value as HistogramSeries).count,
    }));
  const settled = () =>
    eventually(`${sent} requests are counted`, () => series().reduce((sum, each) => sum + each.count, 0) >= sent);

  return {
    send: (what) => {
      sent++;
      return exchange(port, agent, typeof what === 'string' ? { path: what } : what).then(({ status }) => status);
    },
    counted: async () => {
      await settled();
      const rows = series().map(({ labels, count }) => [
        `${labels.http_route} ${labels.http_response_status_code}`,
        count,
      ]);
      return Object.fromEntries(rows);
    },
    routes: async () => {
      await settled();
      return [...new Set(series().map(({ labels }) => String(labels.http_route)))];
    },
    everything: async () => {
      await settled();
      const families = [...runtime.metrics.families()].map((family) => [
        family.name,
        family.help,
        [...family.series()].map(({ labels }) => labels),
      ]);
      const { text } = await exchange(port, agent, { path: '/metrics' });
      // Without the values, which may be any digits.
      const page = text.replace(/^(?!#)(.*)[ ]\S+$/gm, '$1');
      return JSON.stringify([families, isolated.lines, page]);
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await isolated.dispose();
    },
  };
};

const exchange = async (port: number, agent: Agent, { path, method = 'GET', headers = {}, body }: SentRequest) => {
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode as number, text };
};
