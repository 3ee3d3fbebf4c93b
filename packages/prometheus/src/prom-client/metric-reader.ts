import type { Clock, Diagnostics } from '@astrolabe/core';
import { nextTurn } from '../slice.js';
import type { PromClientMetric, PromClientMetricData } from './registry.js';
import type { TheirMetric } from './their-metrics.js';

/** How long a metric's `collect` may take. A scrape that waited longer would lose every other metric as well. */
const DEADLINE_MS = 1_000;

export interface ReadMetric extends TheirMetric {
  readonly data: PromClientMetricData;
}

/** Reads the bot's own metrics. */
export interface MetricReader {
  /** Each metric as soon as it is there: the quick ones in their order, then the slow ones, which go on side by side. */
  read(metrics: readonly TheirMetric[]): AsyncIterable<ReadMetric>;
}

interface Reading {
  readonly dueMs: number;
  /** Never rejects. */
  readonly done: Promise<void>;
  data?: PromClientMetricData;
  isDone: boolean;
}

export const createMetricReader = (clock: Clock, diagnostics: Diagnostics): MetricReader => {
  /** A reading that has not ended is shared by the scrapes that come meanwhile: a stuck one is not started again. */
  const unfinished = new WeakMap<PromClientMetric, Reading>();

  const start = (metric: PromClientMetric): Reading => {
    const reading: Reading = {
      dueMs: clock.nowMs() + DEADLINE_MS,
      isDone: false,
      done: getData(metric)
        .then(
          (data) => {
            reading.data = data;
          },
          (error) =>
            diagnostics.failed('ASTROLABE_COLLECT_FAILED', `collecting the bot's own metric ${metric.name}`, error),
        )
        .finally(() => {
          reading.isDone = true;
          unfinished.delete(metric);
        }),
    };
    unfinished.set(metric, reading);
    return reading;
  };

  async function* read(metrics: readonly TheirMetric[]): AsyncGenerator<ReadMetric> {
    const slow: [TheirMetric, Reading][] = [];
    for (const each of metrics) {
      const reading = unfinished.get(each.metric) ?? start(each.metric);
      await Promise.race([reading.done, nextTurn()]);
      if (!reading.isDone) slow.push([each, reading]);
      else if (reading.data !== undefined) yield { ...each, data: reading.data };
    }
    for (const [each, reading] of slow) {
      await doneOrDue(reading, clock);
      if (reading.data !== undefined) yield { ...each, data: reading.data };
      else if (!reading.isDone) warnOfStuck(each.name, diagnostics);
    }
  }
  return { read };
};

/** Old versions answer at once, new ones with a promise; either may throw. */
const getData = async (metric: PromClientMetric): Promise<PromClientMetricData> => metric.get();

const doneOrDue = async (reading: Reading, clock: Clock): Promise<void> => {
  const remainingMs = reading.dueMs - clock.nowMs();
  if (reading.isDone || remainingMs <= 0) return;
  let cancel = () => {};
  const due = new Promise<void>((resolve) => {
    cancel = clock.after(remainingMs, resolve);
  });
  await Promise.race([reading.done, due]);
  cancel();
};

const warnOfStuck = (name: string, diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_COLLECT_STUCK',
    `the bot's own metric ${name} did not end its collect within ${DEADLINE_MS} ms and is left out of the page; ` +
      'let its collect give up sooner',
  );
