import { Agent, request } from 'node:http';
import type { WebhookRequest } from './platform.ts';

export interface WebhookSender {
  /** The status of the answer; undefined when there was none: refused, broken off, or not in time. */
  send(webhook: WebhookRequest): Promise<number | undefined>;
  close(): void;
}

const TIMEOUT_MS = 30_000;
/**
 * Fewer than Node's server lets wait to be accepted (511): beyond that, a bot that stands still for a moment has new
 * connections reset, and never hears of them. And a crowd comes again, so as many are kept.
 */
const MOST_SOCKETS = 400;

/** Sends over connections that are kept, as Meta does. */
export const createWebhookSender = (origin: string): WebhookSender => {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS, maxFreeSockets: MOST_SOCKETS });

  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve) => {
        const length = method === 'POST' ? { 'content-length': body.length } : {};
        const options = {
          hostname,
          port,
          method,
          path,
          agent,
          timeout: TIMEOUT_MS,
          headers: { ...headers, ...length },
        };
        const call = request(options, (response) => {
          response.on('end', () => resolve(response.statusCode));
          response.on('close', () => resolve(undefined));
          response.resume();
        });
        call.on('error', () => resolve(undefined));
        call.on('timeout', () => call.destroy());
        call.end(body);
      }),
    close: () => agent.destroy(),
  };
};
