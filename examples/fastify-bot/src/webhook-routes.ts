import {
  challengeOf,
  type Intake,
  isSigned,
  LARGEST_PAYLOAD,
  parsePayload,
  RETRY_AFTER_SECONDS,
  readMessages,
  type VerificationQuery,
} from 'astrology';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';

export interface WebhookOptions {
  readonly verifyToken: string;
  readonly appSecret: string;
  readonly intake: Intake;
}

/** The webhook, in a context of its own: its bodies are bytes, and those of other routes stay what they are. */
export const webhookRoutes: FastifyPluginCallback<WebhookOptions> = (app, options, done) => {
  keepRawBody(app);
  app.get('/webhook', verifyWebhook(options.verifyToken));
  app.post(
    '/webhook',
    { bodyLimit: LARGEST_PAYLOAD, onRequest: refuseCompressed, preHandler: requireSignature(options.appSecret) },
    receiveWebhook(options.intake),
  );
  done();
};

/** The signature is over the bytes as they were sent, whatever their type. */
const keepRawBody = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
};

/** Answers Meta's question whether this webhook is ours. Plain text: the challenge comes from the caller. */
const verifyWebhook = (verifyToken: string) => (request: FastifyRequest, reply: FastifyReply) => {
  const challenge = challengeOf(request.query as VerificationQuery, verifyToken);
  if (challenge === undefined) return reply.code(403).send('Forbidden');
  return reply.type('text/plain').send(challenge);
};

/** Meta compresses nothing, and a small body can become a huge one. */
const refuseCompressed = async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  return encoding === 'identity' ? undefined : reply.code(415).send('Unsupported Media Type');
};

/** Only Meta knows the app secret. What is not signed is answered 401, and is never parsed. */
const requireSignature =
  (appSecret: string) =>
  async ({ body, headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const signature = headers['x-hub-signature-256'];
    if (typeof signature === 'string' && isSigned(bytesOf(body), signature, appSecret)) return undefined;
    return reply.code(401).send('Unauthorized');
  };

/**
 * Acknowledges at once, and works afterwards: Meta waits for seconds only, and delivers again what was not
 * acknowledged. When there is no room for more work, that second delivery is what is wanted: 503.
 */
const receiveWebhook =
  (intake: Intake) =>
  async ({ body }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const payload = parsePayload(bytesOf(body));
    if (payload === undefined) return reply.code(400).send('Bad Request');
    const begin = await intake.accept(readMessages(payload));
    if (begin === undefined) {
      return reply.header('retry-after', RETRY_AFTER_SECONDS).code(503).send('Service Unavailable');
    }
    reply.send('OK');
    begin();
    return reply;
  };

/** A request without a body has no buffer. */
const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
