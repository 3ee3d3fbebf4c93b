'use strict';

// Nothing that watches: a bot that makes one request to somebody else after each round, by Node's own client. What it
// costs is Node's: its client and its server are the same code, which the engine makes fast for the one user that it has.
const { Agent, request } = require('node:http');
const bare = require('./bare.cjs');

const agent = new Agent({ keepAlive: true });

exports.installInExpress = bare.installInExpress;
exports.installInFastify = bare.installInFastify;
exports.handled = bare.handled;
exports.counted = bare.counted;
exports.flush = () =>
  new Promise((resolve, reject) => {
    request(`${process.env.BENCHMARK_SINK}/v1/traces`, { method: 'POST', agent }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });
