'use strict';

const FLUSH_WITHIN_MS = 30_000;

// The line that an owner writes, with no option set.
exports.installInExpress = (app) => {
  const { astrolabe } = require('@astrolabe/node/express');
  app.use(astrolabe());
};
exports.installInFastify = async (app) => {
  const { astrolabe } = require('@astrolabe/node/fastify');
  await app.register(astrolabe);
};

// It loads core, so not before the bot has.
const ownAccount = () => require('../own-account.cjs');

exports.counted = () => {
  const { REQUEST_DURATION } = require('@astrolabe/core');
  return ownAccount().valuesBy(REQUEST_DURATION, 'http_route')['/hello'] ?? 0;
};

/** What the bot says of itself, as it is on /metrics. */
exports.account = () => {
  const { level, sumOf } = ownAccount();
  return {
    level: level(),
    kept: sumOf('astrolabe_transactions_kept_total'),
    overheadSeconds: sumOf('astrolabe_overhead_seconds_total'),
    overheadMicros: sumOf('astrolabe_overhead_microseconds'),
  };
};

// Spans alone: metrics are sent once a minute, whatever is asked of the bot.
exports.flush = () => ownAccount().flush(FLUSH_WITHIN_MS);
