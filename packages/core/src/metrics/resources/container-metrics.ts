import type { Clock } from '../../clock.js';
import type { MetricStore } from '../store.js';
import { type ControlGroup, PRESSURES } from './cgroup/cgroup.js';
import type { CpuShare } from './cpu-share.js';
import type { DiskWatch } from './disk.js';
import type { Host } from './host.js';
import { memoryLimitBytes } from './memory-limit.js';
import { observeByLabel, observeNumber, onceAPage } from './observed.js';

export interface ContainerSources {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly host: Host;
  readonly group: () => ControlGroup;
  readonly cpu: CpuShare;
  readonly disk: DiskWatch;
}

/**
 * What the bot may use and how much of it is used. The names are ours: those that begin with `container_` are
 * cAdvisor's, which sees containers from outside and labels them by id and image.
 */
export const declareContainerMetrics = (metrics: MetricStore, sources: ContainerSources): void => {
  declareCpu(metrics, sources);
  declareMemory(metrics, sources);
  declarePressure(metrics, sources);
  declareDisk(metrics, sources);
};

type Read = () => number | undefined;

const gauge = (metrics: MetricStore, name: string, help: string, read: Read): void =>
  observeNumber(metrics, { name: `astrolabe_${name}`, type: 'gauge', help }, read);

const counter = (metrics: MetricStore, name: string, help: string, read: Read): void =>
  observeNumber(metrics, { name: `astrolabe_${name}_total`, type: 'counter', help }, read);

const declareCpu = (metrics: MetricStore, { clock, group, cpu }: ContainerSources): void => {
  gauge(
    metrics,
    'cpu_usage_ratio',
    "Share of the CPU that was used in the last interval: of the container's quota, or without one by the process of all processors.",
    () => cpu.ratio,
  );
  gauge(
    metrics,
    'cpu_limit_cores',
    'Processors that may be used: the quota of the container, or all.',
    () => cpu.cores,
  );

  const throttling = onceAPage(clock, () => group().throttling());
  counter(metrics, 'container_cpu_periods', 'Periods of the CPU quota.', () => throttling().periods);
  counter(
    metrics,
    'container_cpu_throttled_periods',
    'Periods in which the CPU quota was used up.',
    () => throttling().throttledPeriods,
  );
  counter(
    metrics,
    'container_cpu_throttled_seconds',
    'Time for which the container was held because its CPU quota was used up.',
    () => throttling().throttledSeconds,
  );
};

const declareMemory = (metrics: MetricStore, { clock, host, group }: ContainerSources): void => {
  const limit = onceAPage(clock, () => memoryLimitBytes(host, group()));
  gauge(metrics, 'memory_limit_bytes', "Memory that may be used: the container's limit, or all there is.", limit);
  gauge(metrics, 'memory_usage_ratio', 'Resident memory of the process as a share of the limit.', () => {
    return host.residentBytes() / limit();
  });
  gauge(
    metrics,
    'container_memory_bytes',
    'Memory of the whole container, caches included: what the limit is held against.',
    () => group().memoryBytes(),
  );
  counter(metrics, 'container_oom_kills', 'Processes of the container that were killed for want of memory.', () =>
    group().oomKills(),
  );
};

const declarePressure = (metrics: MetricStore, { group }: ContainerSources): void => {
  for (const resource of PRESSURES) {
    observeByLabel(
      metrics,
      {
        name: `astrolabe_${resource}_pressure_seconds_total`,
        type: 'counter',
        help: `Time for which some or all tasks waited for ${resource}: of the container, or of the machine.`,
        label: 'tasks',
        values: ['some', 'full'],
      },
      () => {
        const pressure = group().pressure(resource);
        return [
          ['some', pressure?.some],
          ['full', pressure?.full],
        ];
      },
    );
  }
};

const declareDisk = (metrics: MetricStore, { disk }: ContainerSources): void => {
  gauge(metrics, 'disk_free_bytes', 'Room on the disk that the bot may use.', () => disk.room?.freeBytes);
  gauge(metrics, 'disk_size_bytes', 'Size of the disk.', () => disk.room?.sizeBytes);
  gauge(metrics, 'disk_free_inodes', 'Files that may still be made on the disk.', () => disk.room?.freeInodes);
  gauge(metrics, 'disk_inodes', 'Files that the disk has room for.', () => disk.room?.inodes);
  gauge(
    metrics,
    'disk_full_in_seconds',
    'Until the disk is full at the pace of the last hour; infinite while it does not fill.',
    () => disk.secondsUntilFull,
  );
};
