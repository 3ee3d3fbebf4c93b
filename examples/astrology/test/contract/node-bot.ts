import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type BotLimits, createAnswering } from '../../src/answering.ts';
import type { BotConfig } from '../../src/config/bot-config.ts';
import { Workload } from '../../src/inbox/workload.ts';
import { type InboundMessage, readMessages, userKey } from '../../src/webhook/inbound-message.ts';
import { parsePayload } from '../../src/webhook/payload.ts';
import { isSigned } from '../../src/webhook/signature.ts';
import type { BotUnderTest } from './running-bot.ts';

/** Mistakes that real bots make. */
export interface Mistakes {
  readonly readsFirstEntryOnly?: true;
  /** Remembers a message when it is answered. */
  readonly remembersTooLate?: true;
  readonly believesAnybody?: true;
  readonly answersUsersOutOfOrder?: true;
}

/** The least of a bot, on `node:http` alone, with mistakes: what the contract finds when it is broken. */
export const createNodeBot = (mistakes: Mistakes): BotUnderTest => ({
  name: 'node-bot',
  main: new URL('about:blank'),
  start: async (config, limits) => {
    const workload = new Workload({ concurrency: 512, capacity: 4_000 });
    const receive = createReceiver(config, limits, mistakes, workload);
    const server = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      whenIdle: () => workload.whenIdle(),
      close: async () => {
        server.close();
        server.closeAllConnections();
      },
    };
  },
});

const createReceiver = (config: BotConfig, limits: BotLimits, mistakes: Mistakes, workload: Workload) => {
  const answer = createAnswering({ name: 'node-bot', config, limits });
  const known = new Set<string>();
  const keyOf = (message: InboundMessage) => (mistakes.answersUsersOutOfOrder ? message.id : userKey(message));

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const signature = request.headers['x-hub-signature-256'];
    const isMeta = mistakes.believesAnybody || isSigned(body, String(signature), config.appSecret);
    const payload = parsePayload(body);
    if (!isMeta || payload === undefined) return void response.writeHead(isMeta ? 400 : 401).end();
    const messages = readMessages(mistakes.readsFirstEntryOnly ? firstEntry(payload) : payload);
    const fresh = messages.filter(({ id }) => !known.has(id));
    if (!mistakes.remembersTooLate) for (const { id } of fresh) known.add(id);
    response.end();
    for (const message of fresh) {
      workload.add(keyOf(message), () => answer([message]).finally(() => known.add(message.id)));
    }
  };
};

const firstEntry = (payload: object): object => {
  const { entry } = payload as { entry?: unknown };
  return { entry: Array.isArray(entry) ? entry.slice(0, 1) : [] };
};
