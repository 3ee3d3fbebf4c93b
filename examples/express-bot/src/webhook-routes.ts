import {
  challengeOf,
  type Inbox,
  isSigned,
  LARGEST_PAYLOAD,
  parsePayload,
  RETRY_AFTER_SECONDS,
  readMessages,
} from 'astrology';
import express, { type RequestHandler } from 'express';

/** Answers Meta's question whether this webhook is ours. Plain text: the challenge comes from the caller. */
export const verifyWebhook =
  (verifyToken: string): RequestHandler =>
  ({ query }, response) => {
    const challenge = challengeOf(query, verifyToken);
    if (challenge === undefined) response.sendStatus(403);
    else response.type('text/plain').send(challenge);
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
    const payload = parsePayload(bodyOf(request));
    if (payload === undefined) {
      response.sendStatus(400);
      return;
    }
    const begin = inbox.accept(readMessages(payload));
    if (begin === undefined) {
      response.set('retry-after', String(RETRY_AFTER_SECONDS)).sendStatus(503);
      return;
    }
    response.sendStatus(200);
    begin();
  };

/** A request without a body has no buffer. */
const bodyOf = ({ body }: { body?: unknown }): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
