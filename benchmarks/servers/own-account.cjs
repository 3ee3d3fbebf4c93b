'use strict';

// What a bot with Astrolabe says of itself, and what is asked of one before that is read.
const { setTimeout } = require('node:timers/promises');
const { getHeapSpaceStatistics } = require('node:v8');
const { runtime } = require('@astrolabe/core');

const COLLECTIONS = 5;
const GOVERNOR_LOOKS_AGAIN_MS = 100;

/**
 * A metric, as it is on /metrics: its values by one of its labels, or the number of its observations.
 *
 * @param {string} name
 * @param {string} label
 * @returns {Record<string, number>}
 */
const valuesBy = (name, label) => {
  const values = {};
  for (const { labels, value } of runtime().metrics.family(name)?.series() ?? []) {
    const key = Object.fromEntries(labels)[label] ?? '';
    values[key] = (values[key] ?? 0) + (typeof value === 'number' ? value : value.count);
  }
  return values;
};
exports.valuesBy = valuesBy;

/** @param {string} name of a metric without labels, or of which they do not matter */
const sumOf = (name) => Object.values(valuesBy(name, '')).reduce((sum, value) => sum + value, 0);
exports.sumOf = sumOf;

/** How much is recorded: 3 is all of it. */
exports.level = () => sumOf('astrolabe_level');

/** What became of traces: transactions by why they were kept, or would have been but for the cap; and their spans. */
exports.traces = () => ({
  kept: valuesBy('astrolabe_transactions_kept_total', 'reason'),
  beyondCap: valuesBy('astrolabe_transactions_dropped_total', 'reason'),
  spans: valuesBy('astrolabe_export_spans_total', 'outcome'),
});

/** @param {'flush' | 'shutdown'} how */
const endExporters = async (how, withinMs) => {
  const { exporters = [] } = runtime().instance?.contributions ?? {};
  await Promise.all(exporters.map((exporter) => exporter[how]?.(AbortSignal.timeout(withinMs))));
};

/** Sends what is kept and not sent. */
exports.flush = (withinMs) => endExporters('flush', withinMs);
/** The same, as at the end of the process: what is left is dropped and counted. */
exports.shutDown = (withinMs) => endExporters('shutdown', withinMs);

/** What begins by itself has begun, with the memory that it takes: the last to do so is the look at what all of it costs. */
exports.governorHasLooked = async () => {
  while (runtime().governor.cost.transactions === 0) await setTimeout(GOVERNOR_LOOKS_AGAIN_MS);
};

/** Machine code and bytecode, which have spaces of their own. */
const codeBytes = () =>
  getHeapSpaceStatistics()
    .filter(({ space_name: name }) => /^(?:code|trusted)_/.test(name))
    .reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);

/**
 * Bytes that are alive, typed arrays among them; needs `--expose-gc`. Compiled code is not: what is done for one request in
 * a hundred is compiled, and compiled anew, for a million requests.
 */
exports.liveBytes = async () => {
  // The latest transactions fill a room of their own, slowly, which is never larger than two megabytes.
  runtime().recent.clear();
  // Finalizers run in a turn of their own, and free what the next collection finds.
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external - codeBytes();
};
