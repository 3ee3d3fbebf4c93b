import { onTestFinished } from 'vitest';
import { type Accepted, type GraphApiOptions, startGraphApi } from 'world/graph-api';
import { Platform, type WebhookRequest } from 'world/platform';
import type { BotLimits } from '../../src/answering.ts';
import type { BotConfig } from '../../src/config/bot-config.ts';

export const SETTINGS = {
  appSecret: 'app-secret',
  verifyToken: 'verify-token',
  phoneNumberId: '106540352242922',
  accessToken: 'access-token',
};
// The start line of every bot of these tests would be all that one sees.
process.env.ASTROLABE_LOG_LEVEL = 'warn';

/** A bot that has to keep the contract. */
export interface BotUnderTest {
  readonly name: string;
  /** What its owner starts. */
  readonly main: URL;
  /** Starts it in this process, on any free port. */
  start(config: BotConfig, limits: BotLimits): Promise<StartedBot>;
}

export interface StartedBot {
  readonly url: string;
  /** Resolves when the bot has done what it had to do. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

/** Nothing in these tests waits for it. */
const NO_PAUSE: BotLimits['graphRetry'] = { attempts: 4, baseMs: 0, longestMs: 60_000, pause: async () => undefined };

export interface RunningBot extends Omit<StartedBot, 'close'> {
  readonly platform: Platform;
  readonly accepted: readonly Accepted[];
  readonly log: readonly string[];
  send(webhook: WebhookRequest): Promise<Response>;
}

export interface RunningBotOptions {
  readonly config?: Partial<BotConfig>;
  readonly limits?: BotLimits;
  readonly trouble?: GraphApiOptions['trouble'];
}

/** The bot behind a real server, with a Graph API of its own; both end with the test. */
export const runBot = async (
  bot: BotUnderTest,
  { config, limits, trouble }: RunningBotOptions = {},
): Promise<RunningBot> => {
  const accepted: Accepted[] = [];
  const log: string[] = [];
  const graph = await startGraphApi({
    ...SETTINGS,
    accepted: (each) => accepted.push(each),
    ...(trouble === undefined ? {} : { trouble }),
  });
  onTestFinished(() => graph.close());
  const { url, whenIdle, close } = await bot.start(
    { port: 0, graphUrl: graph.url, languageModel: undefined, ...SETTINGS, ...config },
    { graphRetry: NO_PAUSE, log: (line) => log.push(line), ...limits },
  );
  onTestFinished(close);
  return {
    url,
    platform: new Platform(SETTINGS),
    accepted,
    log,
    whenIdle,
    send: ({ method, path, headers, body }) =>
      fetch(url + path, { method, headers, ...(method === 'POST' ? { body: new Uint8Array(body) } : {}) }),
  };
};

export const isReply = (accepted: Accepted): boolean => accepted.kind === 'message';
