import { type Core, type Plugin, watchOutgoing } from '@astrolabe/core';
import { createGraphWatcher } from './graph-watcher.js';
import { createWhatsappMetrics, REPLY_SECONDS } from './metrics.js';
import { whatsappObjectives } from './objectives.js';
import { whatsappOptions } from './options.js';
import { RecentMessages } from './recent-messages.js';
import { Turns } from './turns.js';
import { createWebhookWatcher } from './webhook-watcher.js';

export { whatsappOptions } from './options.js';

/** A turn is unanswered within so many milliseconds after its time. */
const SWEEP_MS = 250;

/** Times what a WhatsApp user feels: from the message to the first reply that the platform accepted. */
export const whatsapp = (): Plugin<typeof whatsappOptions> => ({
  name: 'whatsapp',
  options: whatsappOptions,
  setup: ({ metrics, clock, deferred, keepIfSlow }, { webhookPath, replyTimeout }) => {
    const recorded = createWhatsappMetrics(metrics, () => turns);
    const turns: Turns = new Turns({
      clock,
      timeoutMs: replyTimeout,
      ended: ({ type, transaction }, outcome, seconds) => {
        recorded.reply.observe({ type, outcome }, seconds);
        if (outcome === 'unanswered') recorded.unanswered.inc();
        keepIfSlow(transaction, REPLY_SECONDS, seconds, { type, outcome });
      },
    });
    const enable = (core: Core) => {
      const recent = new RecentMessages();
      const ends = [
        core.watchIncoming(createWebhookWatcher({ path: webhookPath, turns, recent, metrics: recorded, deferred })),
        watchOutgoing(createGraphWatcher({ turns, clock, deferred }), core),
        clock.every(SWEEP_MS, () => {
          deferred.flush();
          turns.sweep();
        }),
        () => {
          deferred.flush();
          turns.clear();
        },
      ];
      return () => {
        for (const end of ends) end();
      };
    };
    return {
      instrumentations: [{ name: 'whatsapp', from: 'metrics', enable }],
      objectives: whatsappObjectives,
      closers: [
        {
          name: 'turns',
          phase: 'intake',
          close: () => {
            deferred.flush();
            turns.drain();
          },
        },
      ],
      startLine: () => [`WhatsApp turns from POST ${webhookPath}`],
    };
  },
});
