import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Accepted, type GraphApiOptions, startGraphApi } from 'world/graph-api';
import { Platform, type WebhookRequest } from 'world/platform';
import { type BotLimits, createBot } from '../src/bot.ts';
import type { BotConfig } from '../src/config.ts';

export const SETTINGS = {
  appSecret: 'app-secret',
  verifyToken: 'verify-token',
  phoneNumberId: '106540352242922',
  accessToken: 'access-token',
};
// The start line of every bot of these tests would be all that one sees.
process.env.ASTROLABE_LOG_LEVEL = 'warn';

/** Nothing in these tests waits for it. */
const NO_PAUSE: BotLimits['graphRetry'] = { attempts: 4, baseMs: 0, longestMs: 60_000, pause: async () => undefined };

export interface RunningBot {
  readonly url: string;
  readonly platform: Platform;
  readonly accepted: readonly Accepted[];
  readonly log: readonly string[];
  send(webhook: WebhookRequest): Promise<Response>;
  /** Resolves when the bot has done what it had to do. */
  whenIdle(): Promise<void>;
}

export interface RunningBotOptions {
  readonly config?: Partial<BotConfig>;
  readonly limits?: BotLimits;
  readonly trouble?: GraphApiOptions['trouble'];
}

/** The bot behind a real server, with a Graph API of its own; both end with the test. */
export const runBot = async ({ config, limits, trouble }: RunningBotOptions = {}): Promise<RunningBot> => {
  const accepted: Accepted[] = [];
  const log: string[] = [];
  const graph = await startGraphApi({
    ...SETTINGS,
    accepted: (each) => accepted.push(each),
    ...(trouble === undefined ? {} : { trouble }),
  });
  onTestFinished(() => graph.close());
  const { app, inbox } = createBot(
    { port: 0, graphUrl: graph.url, languageModel: undefined, ...SETTINGS, ...config },
    { graphRetry: NO_PAUSE, log: (line) => log.push(line), ...limits },
  );
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => close(server));
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    platform: new Platform(SETTINGS),
    accepted,
    log,
    whenIdle: () => inbox.whenIdle(),
    send: ({ method, path, headers, body }) =>
      fetch(url + path, { method, headers, ...(method === 'POST' ? { body: new Uint8Array(body) } : {}) }),
  };
};

const close = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
};

export const isReply = (accepted: Accepted): boolean => accepted.kind === 'message';
