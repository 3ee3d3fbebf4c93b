'use strict';

// The negative control: Astrolabe with work on each request that nobody could overlook.
const astrolabe = require('./astrolabe.cjs');

const BURDEN_MICROS = 300;

const burden = () => {
  const endMs = performance.now() + BURDEN_MICROS / 1_000;
  while (performance.now() < endMs);
};

exports.installInExpress = (app) => {
  astrolabe.installInExpress(app);
  app.use((_request, _response, next) => {
    burden();
    next();
  });
};
exports.installInFastify = async (app) => {
  await astrolabe.installInFastify(app);
  app.addHook('onRequest', (_request, _reply, done) => {
    burden();
    done();
  });
};
exports.counted = astrolabe.counted;
exports.account = astrolabe.account;
exports.flush = astrolabe.flush;
