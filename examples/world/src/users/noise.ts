import { text } from './content.ts';
import type { Platform, WebhookRequest } from './platform.ts';

/** Meta's payloads have up to 3 MB. */
const HUGE_BYTES = 3.5 * 1024 * 1024;
const STRANGER = '15550999999';

/** What comes to a webhook and is none: made once, for it is the same each time. */
export interface Noise {
  readonly malformed: WebhookRequest;
  readonly unsigned: WebhookRequest;
  readonly wronglySigned: WebhookRequest;
  readonly empty: WebhookRequest;
  readonly huge: WebhookRequest;
  readonly stray: WebhookRequest;
}

export const createNoise = (platform: Platform): Noise => {
  // Forged messages look like real ones: who counts before the signature is checked counts them.
  const forged = platform.messages([[platform.createMessage(STRANGER, text('Hello!'))]], Date.now()).body;
  return {
    malformed: platform.signed(Buffer.from('{"object":')),
    unsigned: platform.unsigned(forged),
    wronglySigned: platform.wronglySigned(forged),
    empty: platform.signed(Buffer.alloc(0)),
    huge: platform.signed(Buffer.alloc(HUGE_BYTES, ' ')),
    stray: platform.stray(),
  };
};
