import type { OutgoingRequest, OutgoingWatcher } from '@astrolabe/core';
import { hasError, readRecipient } from './graph-message.js';
import type { Turns } from './turns.js';
import { userKey } from './webhook-payload.js';

/** The platform's own limit for a message is 4096 characters, and a template may be longer. */
const MAX_BODY_BYTES = 256 * 1024;
/** The host differs: a mock, a provider, a proxy. */
const MESSAGES_PATH = /\/v\d+\.\d+\/([^/?]+)\/messages(?:\?|$)/;

/** Watches for messages that the bot sends through the Graph API: the first that is accepted ends the user's turn. */
export const createGraphWatcher = (turns: Turns): OutgoingWatcher => ({
  name: 'whatsapp',
  maxBodyBytes: MAX_BODY_BYTES,
  wants: (method, path) => method === 'POST' && path.includes('/messages') && MESSAGES_PATH.test(path),
  answered: (request, statusCode, answer) => {
    if (statusCode < 200 || statusCode >= 300 || (answer !== undefined && hasError(answer))) return;
    const user = addressee(request);
    if (user !== undefined) turns.answer(user);
  },
});

const addressee = (request: OutgoingRequest): string | undefined => {
  const body = request.body();
  const recipient = body === undefined ? undefined : readRecipient(body);
  const phoneNumberId = MESSAGES_PATH.exec(request.path)?.[1];
  return recipient === undefined || phoneNumberId === undefined ? undefined : userKey(phoneNumberId, recipient);
};
