import { counter, span } from '@astrolabe/node';
import type { Measures } from 'astrology';

/** What only the bot itself knows, as metrics of Astrolabe and as spans. */
export const createMeasures = (): Measures => {
  const messages = counter('bot_messages_total', { outcome: ['new', 'duplicate'] }, { help: 'Messages of users.' });
  const replies = counter('bot_replies_total', { outcome: ['sent', 'failed'] }, { help: 'Answers to users.' });
  return {
    message: (outcome) => messages.inc({ outcome }),
    reply: (outcome) => replies.inc({ outcome }),
    timed: (name, work) => span(name, work),
  };
};
