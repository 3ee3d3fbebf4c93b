import type { Express } from 'express';
import { createApp } from './app.ts';
import type { BotConfig } from './config.ts';
import { createGraphClient } from './graph-client.ts';
import { Inbox } from './inbox.ts';
import type { RetryOptions } from './retry.ts';
import { describeFailure } from './upstream-error.ts';
import { askedWords, computedWords, type Words, withFallback } from './words.ts';

export interface Bot {
  readonly app: Express;
  readonly inbox: Inbox;
}

/** What tests set shorter. */
export interface BotLimits {
  readonly graphTimeoutMs?: number;
  readonly graphRetry?: RetryOptions;
  readonly concurrency?: number;
  readonly capacity?: number;
  readonly log?: (line: string) => void;
}

/** Puts the parts together. */
export const createBot = (config: BotConfig, limits: BotLimits = {}): Bot => {
  const { log = console.error } = limits;
  const graph = createGraphClient({
    ...config,
    ...(limits.graphTimeoutMs === undefined ? {} : { timeoutMs: limits.graphTimeoutMs }),
    ...(limits.graphRetry === undefined ? {} : { retry: limits.graphRetry }),
  });
  const inbox = new Inbox({ ...limits, graph, words: wordsOf(config, log) });
  return { app: createApp({ ...config, inbox }), inbox };
};

const wordsOf = ({ languageModel }: BotConfig, log: (line: string) => void): Words => {
  if (languageModel === undefined) return computedWords;
  const failed = (error: unknown) => log(`express-bot: the language model failed: ${describeFailure(error)}`);
  return withFallback(askedWords(languageModel), computedWords, failed);
};
