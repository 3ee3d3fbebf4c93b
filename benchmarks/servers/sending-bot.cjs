'use strict';

// `node sending-bot.cjs [hold]`: a bot that keeps what it is told to, and sends it to a collector.
const probe = require('./loop-probe.cjs');
const { answerParent, cpuMicros } = require('./control.cjs');

if (process.argv[2] === 'hold') probe.holdEverySlice();
const { createServer } = require('node:http');
const { runtime } = require('@astrolabe/core');
const { astrolabe } = require('@astrolabe/node/http');
const { flush, traces } = require('./own-account.cjs');

const FLUSH_WITHIN_MS = 60_000;
const ATTRIBUTES = {
  'db.system.name': 'postgresql',
  'db.operation.name': 'SELECT',
  'db.query.text': 'SELECT * FROM charts WHERE id = ?',
  'db.namespace': 'bot',
  'server.address': 'db.internal',
  'server.port': 5_432,
  'chart.system': 'placidus',
  'chart.houses': 12,
};

astrolabe({ log: 'error' });
const listening = new Promise((resolve) => createServer().listen(0, '127.0.0.1', resolve));

const keepOne = (spans) => {
  const { tracer } = runtime();
  const transaction = tracer.startTransaction('request', '');
  transaction.method = 'POST';
  transaction.route = '/webhook';
  transaction.statusCode = 200;
  for (let index = 1; index < spans; index++) {
    tracer
      .run(transaction, () => tracer.startSpan('chart', 2))
      .setAttributes(ATTRIBUTES)
      .end();
  }
  transaction.keep();
  transaction.root.end();
};

answerParent({
  listening: async () => {
    await listening;
  },
  watch: probe.watch,
  longest: probe.longest,
  /** Microseconds of CPU until all has been sent. */
  send: async ({ transactions, spans }) => {
    for (let kept = 0; kept < transactions; kept++) keepOne(spans);
    const before = cpuMicros();
    await flush(FLUSH_WITHIN_MS);
    return cpuMicros() - before;
  },
  exported: () => traces().spans.exported ?? 0,
});
