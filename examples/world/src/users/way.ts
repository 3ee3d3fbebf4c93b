import type { WebhookRequest } from './platform.ts';
import type { WebhookSender } from './webhook-sender.ts';

const EVERY_MS = 20;
/** Astrolabe answers it at once, before the bot, and does not count it. */
const PROBE: WebhookRequest = { method: 'GET', path: '/health/live', route: '', headers: {}, body: Buffer.alloc(0) };

/**
 * Measures how long it takes to the bot and back, for a request that takes no time there: the waits for the processor
 * and for the event loops of both, which the world sees and the bot cannot. Returns the end of it.
 */
export const measureWay = (sender: WebhookSender, measured: (ms: number) => void): (() => void) => {
  const timer = setInterval(async () => {
    const sentMs = performance.now();
    if ((await sender.send(PROBE)) === 200) measured(performance.now() - sentMs);
  }, EVERY_MS);
  return () => clearInterval(timer);
};
