import { Platform, type UserMessage, type WebhookRequest } from 'world/platform';
import { SETTINGS } from './running-bot.ts';

export const PHONE = '15550100001';
/** A moment at which the platform sends. */
export const NOW = 1_790_000_000_000;

export const textFrom = (platform: Platform, body: string, from = PHONE): UserMessage =>
  platform.createMessage(from, { type: 'text', text: { body } });

/** One text in a webhook of its own. */
export const textWebhook = (body: string, from = PHONE): WebhookRequest => {
  const platform = new Platform(SETTINGS);
  return platform.messages([[textFrom(platform, body, from)]], NOW);
};
