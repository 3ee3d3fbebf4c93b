import { performance } from 'node:perf_hooks';
import type { Clock } from '../../clock.js';
import type { MetricStore } from '../store.js';
import { declareActiveResources } from './active-resources.js';
import type { EventLoopWatch } from './event-loop.js';
import { observeByLabel, observeNumber, onceAPage } from './observed.js';

/** Loaded when somebody reads the first heap metric, and not with the bot. */
const v8 = () => process.getBuiltinModule('node:v8');

/** The metrics of Node.js under the names of prom-client's default metrics, and of OpenTelemetry where those end. */
export const declareNodeMetrics = (
  metrics: MetricStore,
  { clock, eventLoop }: { readonly clock: Pick<Clock, 'nowMs'>; readonly eventLoop: EventLoopWatch },
): void => {
  declareVersion(metrics);
  declareHeap(metrics, clock);
  declareEventLoop(metrics, eventLoop);
  declareActiveResources(metrics, clock);
};

const declareGauge = (metrics: MetricStore, name: string, help: string, read: () => number | undefined): void =>
  observeNumber(metrics, { name, type: 'gauge', help, yields: true }, read);

const declareVersion = (metrics: MetricStore): void => {
  const { version } = process;
  const [major = '', minor = '', patch = ''] = version.slice(1).split('.');
  metrics
    .gauge('nodejs_version_info', {
      help: 'The version of Node.js; always 1.',
      labels: { version: 'open', major: 'open', minor: 'open', patch: 'open' },
      yields: true,
    })
    .set({ version, major, minor, patch }, 1);
};

const declareHeap = (metrics: MetricStore, clock: Pick<Clock, 'nowMs'>): void => {
  const heap = onceAPage(clock, () => v8().getHeapStatistics());
  const gauge = (name: string, help: string, read: () => number) => declareGauge(metrics, name, help, read);
  gauge('nodejs_heap_size_total_bytes', "Size of V8's heap.", () => heap().total_heap_size);
  gauge('nodejs_heap_size_used_bytes', "Used size of V8's heap.", () => heap().used_heap_size);
  gauge('nodejs_heap_size_limit_bytes', "Size beyond which V8's heap cannot grow.", () => heap().heap_size_limit);
  gauge('nodejs_external_memory_bytes', 'Memory of objects outside the heap.', () => heap().external_memory);

  const spaces = onceAPage(clock, () => v8().getHeapSpaceStatistics());
  const bySpace = (what: string, size: 'space_size' | 'space_used_size' | 'space_available_size'): void =>
    observeByLabel(
      metrics,
      {
        name: `nodejs_heap_space_size_${what}_bytes`,
        type: 'gauge',
        help: `Size of V8's heap spaces, ${what}.`,
        label: 'space',
        yields: true,
      },
      () => spaces().map((space) => [space.space_name.replace(/_space.*$/, ''), space[size]] as const),
    );
  bySpace('total', 'space_size');
  bySpace('used', 'space_used_size');
  bySpace('available', 'space_available_size');
};

const declareEventLoop = (metrics: MetricStore, eventLoop: EventLoopWatch): void => {
  const lag = (part: string, help: string, read: () => number | undefined) =>
    declareGauge(metrics, `nodejs_eventloop_lag_${part}seconds`, help, read);
  lag('', 'How late a timer came at the end of the last interval.', () => eventLoop.lagSeconds);
  lag('min_', 'Shortest event loop delay of the last interval.', () => eventLoop.delays?.min);
  lag('max_', 'Longest event loop delay of the last minute.', () => eventLoop.longestSeconds);
  lag('mean_', 'Mean event loop delay of the last interval.', () => eventLoop.delays?.mean);
  lag('stddev_', 'Standard deviation of the event loop delay in the last interval.', () => eventLoop.delays?.stddev);
  for (const percentile of ['p50', 'p90', 'p99'] as const) {
    const help = `Event loop delay of the last interval, percentile ${percentile.slice(1)}.`;
    lag(`${percentile}_`, help, () => eventLoop.delays?.[percentile]);
  }
  declareGauge(
    metrics,
    'nodejs_eventloop_utilization_ratio',
    'Share of the last interval in which the event loop worked.',
    () => eventLoop.utilization,
  );
  observeByLabel(
    metrics,
    {
      name: 'nodejs_eventloop_time_seconds_total',
      type: 'counter',
      help: 'Time that the event loop has worked and waited so far.',
      label: 'nodejs_eventloop_state',
      values: ['active', 'idle'],
      yields: true,
    },
    () => {
      const { active, idle } = performance.eventLoopUtilization();
      return [
        ['active', active / 1_000],
        ['idle', idle / 1_000],
      ];
    },
  );
};
