import type { BotConfig } from './config/bot-config.ts';
import { Conversation } from './conversation/conversation.ts';
import { SessionStore } from './conversation/session-store.ts';
import { createGraphClient } from './graph/graph-client.ts';
import type { RetryOptions } from './graph/retry.ts';
import { describeFailure } from './graph/upstream-error.ts';
import { type Answerer, createAnswerer } from './inbox/answerer.ts';
import { type Measures, unmeasured } from './inbox/measures.ts';
import { computedWords } from './words/computed-words.ts';
import { askedWords } from './words/language-model.ts';
import { type Words, withFallback } from './words/words.ts';

/** What tests set shorter. */
export interface BotLimits {
  readonly graphTimeoutMs?: number;
  readonly graphRetry?: RetryOptions;
  readonly languageModelTimeoutMs?: number;
  /** Messages that are answered at the same time. */
  readonly concurrency?: number;
  /** Messages that are answered or wait for it. */
  readonly capacity?: number;
  readonly log?: (line: string) => void;
}

export interface AnsweringOptions {
  /** The name in front of every line of the log. */
  readonly name: string;
  readonly config: BotConfig;
  readonly limits?: BotLimits;
  readonly measures?: Measures;
}

/** Puts together what answers messages: the conversation, its words, and the way to the user. */
export const createAnswering = ({ name, config, limits = {}, measures = unmeasured }: AnsweringOptions): Answerer => {
  const { graphTimeoutMs, graphRetry, log: write = console.error } = limits;
  const log = (line: string) => write(`${name}: ${line}`);
  const graph = createGraphClient({
    ...config,
    ...(graphTimeoutMs === undefined ? {} : { timeoutMs: graphTimeoutMs }),
    ...(graphRetry === undefined ? {} : { retry: graphRetry }),
  });
  const words = wordsOf(config, limits, log);
  const conversation = new Conversation({ words, measures, sessions: new SessionStore() });
  return createAnswerer({ graph, conversation, measures, log });
};

const wordsOf = (
  { languageModel }: BotConfig,
  { languageModelTimeoutMs }: BotLimits,
  log: (line: string) => void,
): Words => {
  if (languageModel === undefined) return computedWords;
  const failed = (error: unknown) => log(`the language model failed: ${describeFailure(error)}`);
  return withFallback(askedWords(languageModel, languageModelTimeoutMs), computedWords, failed);
};
