'use strict';

// The negative control: Astrolabe as it is when it has cost too much, with less of it at work.
const { setLevel } = require('@astrolabe/node');
const astrolabe = require('./astrolabe.cjs');

exports.installInExpress = (app) => {
  astrolabe.installInExpress(app);
  setLevel('metrics');
};
exports.installInFastify = async (app) => {
  await astrolabe.installInFastify(app);
  setLevel('metrics');
};
exports.counted = astrolabe.counted;
exports.account = astrolabe.account;
exports.flush = astrolabe.flush;
