'use strict';

// `node --expose-gc exporting-bot.cjs [hold]`: a bot that sends what it keeps to a collector, which may be away.
const { answerParent } = require('./control.cjs');
const { level, liveBytes, shutDown, sumOf, traces } = require('./own-account.cjs');
const express = require('express');
const { astrolabe } = require('@astrolabe/node/express');
const { REQUEST_DURATION } = require('@astrolabe/core');

const HOLD_EVERY_MS = 100;
const HOLD_MS = 40;

const [mode] = process.argv.slice(2);
const app = express();
app.use(astrolabe());
app.get('/hello', (_request, response) => response.send('hello'));

const port = new Promise((resolve) => {
  const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
  // A connection waits for its bot's turn, and many of them for a busy moment.
  server.keepAliveTimeout = 0;
});

const lost = () => {
  const { exported: _arrived, ...dropped } = traces().spans;
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
};

/** The negative control: what an exporter does that works at its failures on the bot's time, once it has lost a span. */
const holdWhereSpansAreLost = () => {
  let before = 0;
  setInterval(() => {
    const requests = sumOf(REQUEST_DURATION);
    const isAtWork = requests > before;
    before = requests;
    const endMs = performance.now() + (isAtWork && lost() > 0 ? HOLD_MS : 0);
    while (performance.now() < endMs);
  }, HOLD_EVERY_MS);
};
if (mode === 'hold') holdWhereSpansAreLost();

answerParent({
  port: () => port,
  heap: liveBytes,
  end: shutDown,
  account: () => ({
    level: level(),
    counted: sumOf(REQUEST_DURATION),
    waiting: sumOf('astrolabe_export_queue_spans'),
    kept: sumOf('astrolabe_transactions_kept_total'),
    spans: traces().spans,
  }),
});
