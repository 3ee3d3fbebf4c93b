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

exports.counted = () => {
  const { REQUEST_DURATION, runtime } = require('@astrolabe/core');
  let count = 0;
  for (const { labels, value } of runtime().metrics.family(REQUEST_DURATION)?.series() ?? []) {
    if (Object.fromEntries(labels).http_route === '/hello') count += value.count;
  }
  return count;
};

const valueOf = (name) => {
  const { runtime } = require('@astrolabe/core');
  let sum = 0;
  for (const { value } of runtime().metrics.family(name)?.series() ?? []) sum += value;
  return sum;
};

/** What the bot says of itself, as it is on /metrics. */
exports.account = () => ({
  level: valueOf('astrolabe_level'),
  kept: valueOf('astrolabe_transactions_kept_total'),
  overheadSeconds: valueOf('astrolabe_overhead_seconds_total'),
  overheadMicros: valueOf('astrolabe_overhead_microseconds'),
});

// Spans alone: metrics are sent once a minute, whatever is asked of the bot.
exports.flush = async () => {
  const { runtime } = require('@astrolabe/core');
  const { exporters = [] } = runtime().instance?.contributions ?? {};
  await Promise.all(exporters.map((exporter) => exporter.flush(AbortSignal.timeout(FLUSH_WITHIN_MS))));
};
