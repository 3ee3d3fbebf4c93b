import { astrolabe } from '@astrolabe/node/express';
import { describeFailure, type Inbox } from 'astrology';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { rawBody, receiveWebhook, requireSignature, verifyWebhook } from './webhook-routes.ts';

export interface AppOptions {
  readonly verifyToken: string;
  readonly appSecret: string;
  readonly inbox: Inbox;
}

/** The bot as an Express application. Astrolabe is its second line. */
export const createApp = ({ verifyToken, appSecret, inbox }: AppOptions): Express => {
  const app = express();
  app.use(astrolabe());
  app.disable('x-powered-by');
  app.get('/webhook', verifyWebhook(verifyToken));
  app.post('/webhook', rawBody, requireSignature(appSecret), receiveWebhook(inbox));
  app.use(answerFailure);
  return app;
};

/** The body's reader has statuses of its own, such as 413; everything else is ours. Callers learn the status only. */
const answerFailure: ErrorRequestHandler = (error, _request, response, next) => {
  const { status } = error as { status?: unknown };
  const isTheirs = typeof status === 'number' && status >= 400 && status < 500;
  if (!isTheirs) console.error(`express-bot: a request failed: ${describeFailure(error)}`);
  if (response.headersSent) next(error);
  else response.sendStatus(isTheirs ? status : 500);
};
