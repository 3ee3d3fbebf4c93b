'use strict';

// The bot that every variant serves: `node bot.cjs <framework> <instrument>`. A variant adds its instrument, and
// nothing else differs.
const { answerParent, cpuMicros } = require('./control.cjs');

const [framework, instrumentPath] = process.argv.slice(2);
const instrument = require(instrumentPath);

const serveExpress = async () => {
  const express = require('express');
  const app = express();
  await instrument.installInExpress(app);
  app.get('/hello', (_request, response) => {
    instrument.handled?.();
    response.send('hello');
  });
  instrument.installLast?.(app);
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
    // As long as Fastify's: a connection waits for its server's turn.
    server.keepAliveTimeout = 72_000;
  });
};

const serveFastify = async () => {
  const fastify = require('fastify');
  const app = fastify();
  await instrument.installInFastify(app);
  app.get('/hello', (_request, reply) => {
    instrument.handled?.();
    reply.send('hello');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
};

const port = framework === 'express' ? serveExpress() : serveFastify();

answerParent({
  port: () => port,
  cpu: cpuMicros,
  // What is still in a queue is part of the price.
  flush: () => instrument.flush?.(),
  counted: () => instrument.counted?.() ?? 0,
  // Of Astrolabe alone: how much it records, and what it says that it costs.
  account: () => instrument.account?.(),
});
