'use strict';

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
