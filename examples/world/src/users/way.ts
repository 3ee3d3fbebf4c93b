import type { WebhookRequest } from './platform.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** Astrolabe answers it at once, before the bot, and does not count it. */
const PROBE: WebhookRequest = { method: 'GET', path: '/health/live', route: '', headers: {}, body: Buffer.alloc(0) };

/**
 * How long it takes to the bot and back, in milliseconds, for a request that takes no time there: the waits for the
 * processor and for the event loops of both, which the world sees and the bot cannot. Undefined without an answer.
 */
export const measureWay = async (sender: WebhookSender): Promise<number | undefined> => {
  const sentMs = performance.now();
  return (await sender.send(PROBE)) === 200 ? performance.now() - sentMs : undefined;
};
