'use strict';

const { Histogram } = require('prom-client');

// The middleware of most guides: labels at the end of the response, from the route that took the request.
const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests.',
  labelNames: ['method', 'route', 'status'],
});

exports.installInExpress = (app) => {
  app.use((request, response, next) => {
    const end = duration.startTimer();
    response.on('finish', () => {
      end({ method: request.method, route: request.route?.path ?? 'unmatched', status: response.statusCode });
    });
    next();
  });
};

exports.installInFastify = (app) => {
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url, status: reply.statusCode };
    duration.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
};

exports.counted = async () => {
  const { values } = await duration.get();
  return values
    .filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.route === '/hello')
    .reduce((sum, { value }) => sum + value, 0);
};
