'use strict';

// `node --expose-gc --no-flush-bytecode abused-bot.cjs [leak]`: a bot whose callers leave, ask for what is not there, and make it fail.
const { setTimeout } = require('node:timers/promises');
const { answerParent } = require('./control.cjs');
const express = require('express');
const { astrolabe } = require('@astrolabe/node/express');
const { ACTIVE_REQUESTS, REQUEST_DURATION, runtime } = require('@astrolabe/core');

const [mode] = process.argv.slice(2);
const kept = [];
const app = express();
// Express writes every error with its stack otherwise.
app.set('env', 'test');
app.use(astrolabe());
// The negative control: what an instrument does that holds on to its requests.
if (mode === 'leak') {
  app.use((request, _response, next) => {
    kept.push(request.headers);
    next();
  });
}
app.get('/users/:phone/reading', (_request, response) => response.send('the moon is in Pisces'));
app.get('/users/:phone/chart', () => {
  throw new Error('the ephemeris is away');
});
// The first part of an answer, and never the rest: the caller leaves in the middle of it.
app.get('/users/:phone/forecast', (_request, response) => {
  response.setHeader('content-length', 1_000);
  response.write('the first part');
});

const port = new Promise((resolve) => {
  const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
});

const seriesOf = (name) => [...(runtime().metrics.family(name)?.series() ?? [])];

const COLLECTIONS = 5;

/** Bytes that are alive, typed arrays among them. */
const heap = async () => {
  // What begins by itself has begun, with the memory that it takes: the last to do so is the look at what all of it costs.
  while (runtime().governor.cost.transactions === 0) await setTimeout(100);
  // The latest transactions fill a room of their own, slowly, which is never larger than two megabytes.
  runtime().recent.clear();
  // Finalizers run in a turn of their own, and free what the next collection finds.
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

answerParent({
  port: () => port,
  heap,
  active: () => seriesOf(ACTIVE_REQUESTS)[0]?.value,
  counted: () => {
    const byStatus = {};
    for (const { labels, value } of seriesOf(REQUEST_DURATION)) {
      const status = Object.fromEntries(labels).http_response_status_code;
      byStatus[status] = (byStatus[status] ?? 0) + value.count;
    }
    return byStatus;
  },
});
