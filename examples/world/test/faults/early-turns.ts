/** Loaded into a bot: its turns end after four fifths of their time. */
import { replaceMethod, whenDeclared } from './bot-metrics.ts';

whenDeclared(['whatsapp_reply_seconds'], (replies) => {
  replaceMethod(replies, 'observe', (observe, [labels, seconds]) => observe(labels, 0.8 * Number(seconds)));
});
