'use strict';

// A bot that waits: `node watched-bot.cjs <how>`. It has the resources of Astrolabe, or has the rest of it alone
// (`without`), or has them with work that nobody could overlook (`burden`, the negative control).
const { setImmediate: nextTurn } = require('node:timers/promises');
const { resources, runtime, start } = require('@astrolabe/core');
const { answerParent, cpuMicros } = require('./control.cjs');

const BURDEN_MS = 20;
const BURDEN_EVERY_MS = 200;

const [how] = process.argv.slice(2);
const plugins = how === 'without' ? [] : [resources()];
start(runtime(), { plugins, options: { log: 'none' }, environment: {} });

const burden = () => {
  const endMs = performance.now() + BURDEN_MS;
  while (performance.now() < endMs);
};
if (how === 'burden') setInterval(burden, BURDEN_EVERY_MS);

/** Whether anything was sampled: what is not on costs nothing. */
const isSampled = () => [...(runtime().metrics.family('astrolabe_cpu_usage_ratio')?.series() ?? [])].length > 0;

/** Microseconds of CPU for one collection of garbage, as it comes between two turns of the event loop. */
const collect = async (times) => {
  const before = cpuMicros();
  for (let time = 0; time < times; time++) {
    globalThis.gc({ type: 'minor' });
    await nextTurn();
  }
  return (cpuMicros() - before) / times;
};

/** Microseconds of CPU for reading all that a page shows, as long after the last time as a scrape would come. */
const read = async (times) => {
  let series = 0;
  let micros = 0;
  for (let time = 0; time < times; time++) {
    await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS));
    const before = cpuMicros();
    for (const family of runtime().metrics.families()) series += [...family.series()].length;
    micros += cpuMicros() - before;
  }
  return { series: series / times, micros: micros / times };
};
const READ_EVERY_MS = 600;

answerParent({ cpu: cpuMicros, sampled: isSampled, collect, read });
