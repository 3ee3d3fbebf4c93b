import { describe } from 'vitest';
import { describeGraphTrouble } from './graph-contract.ts';
import { describeLanguageModel } from './language-model-contract.ts';
import { describeProcess } from './process-contract.ts';
import type { BotUnderTest } from './running-bot.ts';
import { describeWebhooks } from './webhook-contract.ts';

export { type BotProcess, startBotProcess } from './bot-process.ts';
export { NOW, PHONE, textFrom, textWebhook } from './messages.ts';
export { type BotUnderTest, isReply, type RunningBot, runBot, SETTINGS, type StartedBot } from './running-bot.ts';

/** What every bot here does, whatever its framework. */
export const describeBot = (bot: BotUnderTest): void => {
  describe(bot.name, () => {
    describeWebhooks(bot);
    describeGraphTrouble(bot);
    describeLanguageModel(bot);
    describeProcess(bot);
  });
};
