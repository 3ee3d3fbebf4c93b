'use strict';

// `node --expose-gc --no-flush-bytecode abused-bot.cjs [leak]`: a bot whose callers leave, ask for what is not there, and make it fail.
const { answerParent } = require('./control.cjs');
const { flush, governorHasLooked, liveBytes, sumOf, traces, valuesBy } = require('./own-account.cjs');
const express = require('express');
const { astrolabe } = require('@astrolabe/node/express');
const { ACTIVE_REQUESTS, REQUEST_DURATION } = require('@astrolabe/core');

const FLUSH_WITHIN_MS = 30_000;

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

answerParent({
  port: () => port,
  heap: async () => {
    await governorHasLooked();
    // What waits to be sent is bounded, and would differ by what has just come.
    await flush(FLUSH_WITHIN_MS);
    return liveBytes();
  },
  active: () => sumOf(ACTIVE_REQUESTS),
  counted: () => valuesBy(REQUEST_DURATION, 'http_response_status_code'),
  traces,
});
