import type { Clock } from '../../clock.js';
import type { Plugin } from '../../plugin.js';
import { type ControlGroup, findControlGroup } from './cgroup/cgroup.js';
import { declareContainerMetrics } from './container-metrics.js';
import { createCpuShare } from './cpu-share.js';
import { createDiskWatch } from './disk.js';
import { createEventLoopWatch } from './event-loop.js';
import { createCollectionTimer } from './garbage-collections.js';
import { createHost, type Host } from './host.js';
import { declareNodeMetrics } from './node-metrics.js';
import { createOpenFiles } from './open-files.js';
import { resourceOptions } from './options.js';
import { declareProcessMetrics } from './process-metrics.js';

/** By then a bot has started: what watches it does not take from its start, and does not measure it. */
const BEGIN_AFTER_MS = 1_000;

/** CPU, memory, disk, event loop, garbage collections and what else the bot's process and its container use. */
export const resources = (host: Host = createHost()): Plugin<typeof resourceOptions> => ({
  name: 'resources',
  options: resourceOptions,
  setup: ({ metrics, clock, diagnostics }, { resourceInterval, diskPath }) => {
    const group = lazily(() => findControlGroup(host));
    const cpu = createCpuShare(clock, host, { cpuQuota: () => group().cpuQuota() });
    const disk = createDiskWatch({ clock, diagnostics, host }, diskPath);
    const openFiles = createOpenFiles();
    const eventLoop = createEventLoopWatch(clock, resourceInterval);
    const collections = createCollectionTimer(metrics);

    declareProcessMetrics(metrics, { clock, host, openFiles });
    declareNodeMetrics(metrics, { clock, eventLoop });
    declareContainerMetrics(metrics, { clock, host, group, cpu, disk });

    const samplers = [cpu, disk, openFiles];
    const begin = () => {
      eventLoop.start();
      for (const each of samplers) each.sample();
      return collections.observe();
    };
    const sample = () => {
      // The first, since it measures how late it comes.
      eventLoop.sample();
      for (const each of samplers) each.sample();
    };
    return {
      instrumentations: [
        {
          name: 'resources',
          from: 'metrics',
          enable: () => {
            const stopTimer = beginThenEvery(clock, resourceInterval, begin, sample);
            return () => {
              stopTimer();
              eventLoop.stop();
            };
          },
        },
      ],
    };
  },
});

/** One timer: first until the bot has started, then at every interval. Returns the end of all of it. */
const beginThenEvery = (
  clock: Pick<Clock, 'after' | 'every'>,
  intervalMs: number,
  begin: () => () => void,
  sample: () => void,
): (() => void) => {
  const ends: (() => void)[] = [];
  ends.push(
    clock.after(BEGIN_AFTER_MS, () => {
      ends.push(begin());
      ends.push(clock.every(intervalMs, sample));
    }),
  );
  return () => {
    for (const end of ends.splice(0)) end();
  };
};

const lazily = (find: () => ControlGroup): (() => ControlGroup) => {
  let found: ControlGroup | undefined;
  return () => {
    found ??= find();
    return found;
  };
};
