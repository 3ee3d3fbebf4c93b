import { astrolabe } from '@astrolabe/node/fastify';
import { describeFailure } from 'astrology';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { NAME } from './name.ts';
import { type WebhookOptions, webhookRoutes } from './webhook-routes.ts';

/** The bot as a Fastify application. Astrolabe is its second line. */
export const createApp = async (options: WebhookOptions): Promise<FastifyInstance> => {
  const app = Fastify();
  await app.register(astrolabe);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    // The body's reader has statuses of its own, such as 413; everything else is ours. Callers learn the status only.
    const { statusCode = 500 } = error;
    const isTheirs = statusCode >= 400 && statusCode < 500;
    if (!isTheirs) console.error(`${NAME}: a request failed: ${describeFailure(error)}`);
    return reply.code(isTheirs ? statusCode : 500).send('');
  });
  await app.register(webhookRoutes, options);
  return app;
};
