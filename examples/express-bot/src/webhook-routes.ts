import express, { type RequestHandler } from 'express';
import { equalInConstantTime } from './constant-time.ts';
import type { Inbox } from './inbox.ts';
import { isSigned } from './signature.ts';
import { readMessages } from './webhook.ts';

/** Source: Meta, Webhooks: payloads have up to 3 MB. */
const LARGEST_PAYLOAD = '3mb';
/** Seconds after which a webhook that found no room may come again. */
const RETRY_AFTER = '5';

/** Answers Meta's question whether this webhook is ours. Plain text: the challenge comes from the caller. */
export const verifyWebhook =
  (verifyToken: string): RequestHandler =>
  ({ query }, response) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
    const isOurs = mode === 'subscribe' && equalInConstantTime(String(token), verifyToken);
    if (isOurs && typeof challenge === 'string') response.type('text/plain').send(challenge);
    else response.sendStatus(403);
  };

/** The signature is over the bytes as they were sent: whatever their type, and not decompressed. */
export const rawBody: RequestHandler = express.raw({ type: () => true, limit: LARGEST_PAYLOAD, inflate: false });

/** Only Meta knows the app secret. What is not signed is answered 401, and is never parsed. */
export const requireSignature =
  (appSecret: string): RequestHandler =>
  (request, response, next) => {
    if (isSigned(bodyOf(request), request.get('x-hub-signature-256'), appSecret)) next();
    else response.sendStatus(401);
  };

/**
 * Acknowledges at once, and works afterwards: Meta waits for seconds only, and delivers again what was not
 * acknowledged. When there is no room for more work, that second delivery is what is wanted: 503.
 */
export const receiveWebhook =
  (inbox: Inbox): RequestHandler =>
  (request, response) => {
    const payload = parseObject(bodyOf(request));
    if (payload === undefined) {
      response.sendStatus(400);
      return;
    }
    const fresh = inbox.accept(readMessages(payload));
    if (fresh === undefined) {
      response.set('retry-after', RETRY_AFTER).sendStatus(503);
      return;
    }
    response.sendStatus(200);
    inbox.answer(fresh);
  };

/** A request without a body has no buffer. */
const bodyOf = ({ body }: { body?: unknown }): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

const parseObject = (body: Buffer): object | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
