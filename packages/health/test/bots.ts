import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type AstrolabeOptions, astrolabe as forExpress } from '@astrolabe/node/express';
import { astrolabe as forFastify } from '@astrolabe/node/fastify';
import type { NextFunction, Request, Response } from 'express';
import Fastify from 'fastify';

/**
 * A bot that lets only callers with a key in, from before Astrolabe is registered. It answers `POST /webhook?status=…`
 * with that status, `POST /health` itself, and everything else with a 404 of its own; `x-bot` marks its answers.
 */
export interface Bot {
  readonly origin: string;
  close(): Promise<void>;
}

export type StartBot = (options?: AstrolabeOptions) => Promise<Bot>;

export const BOT_KEY = 'the-key-of-the-bot';
const LOOPBACK = '127.0.0.1';
const require = createRequire(import.meta.url);

const expressBot =
  (module: 'express-4' | 'express'): StartBot =>
  async (options) => {
    const express = require(module) as typeof import('express');
    const app = express();
    app.use((request: Request, response: Response, next: NextFunction) => {
      response.set('x-bot', 'true');
      if (request.get('x-key') === BOT_KEY) next();
      else response.status(401).end();
    });
    app.use(forExpress(options));
    app.post('/webhook', (request: Request, response: Response) => response.status(Number(request.query.status)).end());
    app.post('/health', (_request: Request, response: Response) => response.status(202).end());
    app.use((_request: Request, response: Response) => response.status(404).end());
    const server: Server = app.listen(0, LOOPBACK);
    await once(server, 'listening');
    return {
      origin: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    };
  };

const fastifyBot: StartBot = async (options = {}) => {
  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-bot', 'true');
    if (request.headers['x-key'] !== BOT_KEY) await reply.code(401).send();
  });
  await app.register(forFastify, options);
  app.post<{ Querystring: { status: string } }>('/webhook', (request, reply) => {
    reply.code(Number(request.query.status)).send();
  });
  app.post('/health', (_request, reply) => {
    reply.code(202).send();
  });
  app.setNotFoundHandler((_request, reply) => {
    reply.code(404).send();
  });
  const origin = await app.listen({ port: 0, host: LOOPBACK });
  return { origin, close: () => app.close() };
};

export const bots: readonly (readonly [framework: string, start: StartBot])[] = [
  ['Express 4', expressBot('express-4')],
  ['Express 5.3', expressBot('express')],
  ['Fastify 5', fastifyBot],
];
