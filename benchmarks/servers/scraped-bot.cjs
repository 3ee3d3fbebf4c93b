'use strict';

// `node scraped-bot.cjs <astrolabe | prom-client> <histogram | counter> <series> [hold]`: a bot with that many series.
const probe = require('./loop-probe.cjs');
const { answerParent } = require('./control.cjs');
const express = require('express');

const [library, type, size, mode] = process.argv.slice(2);
const NAME = type === 'counter' ? 'bench_messages_total' : 'bench_reply_seconds';
// Astrolabe's own edges, so that both pages have the same lines.
const EDGES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];
const LABELS = ['template', 'language', 'outcome'];

const labelsOf = (index) => ({
  template: `horoscope_${index}`,
  language: ['en', 'es', 'hi', 'pt'][index % 4],
  outcome: index % 7 === 0 ? 'failed' : 'sent',
});
const secondsOf = (index) => 0.001 * 1.7 ** (index % 17);

const fillAstrolabe = () => {
  const { runtime } = require('@astrolabe/core');
  const labels = Object.fromEntries(LABELS.map((name) => [name, 'open']));
  const options = { help: 'A metric of the benchmark.', labels, maxSeries: Number(size) };
  const { metrics } = runtime();
  const family = type === 'counter' ? metrics.counter(NAME, options) : metrics.histogram(NAME, options);
  return (index) =>
    type === 'counter' ? family.inc(labelsOf(index)) : family.observe(labelsOf(index), secondsOf(index));
};

const fillPromClient = () => {
  const { Counter, Histogram } = require('prom-client');
  const options = { name: NAME, help: 'A metric of the benchmark.', labelNames: LABELS };
  const family = type === 'counter' ? new Counter(options) : new Histogram({ ...options, buckets: EDGES });
  return (index) =>
    type === 'counter' ? family.inc(labelsOf(index)) : family.observe(labelsOf(index), secondsOf(index));
};

if (mode === 'hold') probe.holdEverySlice();
const app = express();
if (library === 'astrolabe') {
  const { astrolabe } = require('@astrolabe/node/express');
  app.use(astrolabe());
} else {
  const { register } = require('prom-client');
  app.get('/metrics', async (_request, response) => {
    response.set('content-type', register.contentType).end(await register.metrics());
  });
}
const fill = library === 'astrolabe' ? fillAstrolabe() : fillPromClient();
for (let index = 0; index < Number(size); index++) fill(index);

const port = new Promise((resolve) => {
  const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
});

answerParent({ port: () => port, watch: probe.watch, longest: probe.longest });
