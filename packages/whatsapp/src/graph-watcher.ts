import type { OutgoingRequest, OutgoingWatcher } from '@astrolabe/core';
import type { Turns } from './turns.js';
import { parseObject, text, userKey } from './webhook-payload.js';

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
    if (statusCode < 200 || statusCode >= 300 || isError(answer)) return;
    const user = recipient(request);
    if (user !== undefined) turns.answer(user);
  },
});

/** A 200 may still carry an error; what cannot be read is believed. */
const isError = (answer: Buffer | undefined): boolean =>
  answer !== undefined && parseObject(answer)?.error !== undefined;

/** Who gets the message; undefined for what is none: a typing indicator, or the note that a message was read. */
const recipient = (request: OutgoingRequest): string | undefined => {
  const body = request.body();
  const fields = body === undefined ? undefined : parseObject(body);
  if (fields === undefined || fields.status !== undefined) return undefined;
  const to = text(fields.to) ?? text(fields.recipient);
  const phoneNumberId = MESSAGES_PATH.exec(request.path)?.[1];
  return to === undefined || phoneNumberId === undefined ? undefined : userKey(phoneNumberId, to);
};
