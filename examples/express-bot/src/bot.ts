import { type BotConfig, type BotLimits, createAnswering, Inbox } from 'astrology';
import type { Express } from 'express';
import { createApp } from './app.ts';
import { createMeasures } from './measures.ts';

export interface Bot {
  readonly app: Express;
  readonly inbox: Inbox;
}

export const NAME = 'express-bot';

/** Puts the parts together. */
export const createBot = (config: BotConfig, limits: BotLimits = {}): Bot => {
  const measures = createMeasures();
  const answer = createAnswering({ name: NAME, config, limits, measures });
  const inbox = new Inbox({ ...limits, answer, measures });
  return { app: createApp({ ...config, inbox }), inbox };
};
