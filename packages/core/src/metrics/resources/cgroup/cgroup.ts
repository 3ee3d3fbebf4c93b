import type { Host } from '../host.js';
import {
  coresOf,
  type Pressure,
  parseCpuMax,
  parseKeyed,
  parseLimit,
  parseNumber,
  parsePressure,
} from './control-files.js';
import { findHierarchy, type Hierarchy } from './hierarchy.js';

const MICROS_PER_SECOND = 1e6;
const NANOS_PER_SECOND = 1e9;

export const PRESSURES = ['cpu', 'memory', 'io'] as const;

/** The tightest limit of CPU, with what was used of it so far. */
export interface CpuQuota {
  readonly cores: number;
  readonly usedSeconds: number;
  /** Which group has it: usage of another is not comparable. */
  readonly folder: string;
}

export interface Throttling {
  readonly periods: number | undefined;
  readonly throttledPeriods: number | undefined;
  readonly throttledSeconds: number | undefined;
}

/** The control group of this process, of version 1 or 2. Undefined is what it does not tell, or does not limit. */
export interface ControlGroup {
  cpuQuota(): CpuQuota | undefined;
  throttling(): Throttling;
  memoryLimitBytes(): number | undefined;
  memoryBytes(): number | undefined;
  oomKills(): number | undefined;
  /** Of the group, or of the whole machine where groups are not told apart. */
  pressure(resource: (typeof PRESSURES)[number]): Pressure | undefined;
}

/** Where the groups are is looked up once; what they say is read whenever it is asked. */
export const findControlGroup = (host: Pick<Host, 'read'>): ControlGroup => {
  const find = (controller: string) => findHierarchy(host, controller);
  const cpu = find('cpu');
  const memory = find('memory');
  const unified = find('');
  const own = (hierarchy: Hierarchy | undefined, second: string, first = second) =>
    nearest(hierarchy, (folder) => host.read(`${folder}/${hierarchy?.version === 1 ? first : second}`));

  return {
    cpuQuota: cpu?.version === 1 ? () => quotaOfFirst(host, cpu, find('cpuacct')) : () => quotaOfSecond(host, cpu),
    throttling: () => throttlingOf(host, cpu),
    memoryLimitBytes: () =>
      least(memory?.folders, (folder) =>
        parseLimit(host.read(`${folder}/${memory?.version === 1 ? 'memory.limit_in_bytes' : 'memory.max'}`)),
      ),
    memoryBytes: () => parseNumber(own(memory, 'memory.current', 'memory.usage_in_bytes')),
    oomKills: () => parseKeyed(own(memory, 'memory.events', 'memory.oom_control')).get('oom_kill'),
    pressure: (resource) =>
      parsePressure(own(unified, `${resource}.pressure`) ?? host.read(`/proc/pressure/${resource}`)),
  };
};

/** What the group's own folder says, or the nearest that says anything. */
const nearest = <T>(hierarchy: Hierarchy | undefined, read: (folder: string) => T | undefined): T | undefined => {
  for (const folder of hierarchy?.folders ?? []) {
    const found = read(folder);
    if (found !== undefined) return found;
  }
  return undefined;
};

const least = (
  folders: readonly string[] | undefined,
  read: (folder: string) => number | undefined,
): number | undefined => {
  const values = (folders ?? []).map(read).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : Math.min(...values);
};

const tightest = (quotas: readonly (CpuQuota | undefined)[]): CpuQuota | undefined =>
  quotas.reduce((best, quota) => (quota && (!best || quota.cores < best.cores) ? quota : best), undefined);

const quota = (folder: string, cores: number | undefined, usedSeconds: number | undefined): CpuQuota | undefined =>
  cores === undefined || usedSeconds === undefined ? undefined : { cores, usedSeconds, folder };

const per = (value: number | undefined, unit: number) => (value === undefined ? undefined : value / unit);

const quotaOfSecond = (host: Pick<Host, 'read'>, cpu: Hierarchy | undefined): CpuQuota | undefined =>
  tightest(
    (cpu?.folders ?? []).map((folder) => {
      const cores = parseCpuMax(host.read(`${folder}/cpu.max`));
      if (cores === undefined) return undefined;
      return quota(
        folder,
        cores,
        per(parseKeyed(host.read(`${folder}/cpu.stat`)).get('usage_usec'), MICROS_PER_SECOND),
      );
    }),
  );

/** Quota and usage may be two hierarchies, mounted apart; the group has one place in both. */
const quotaOfFirst = (
  host: Pick<Host, 'read'>,
  cpu: Hierarchy,
  accounting: Hierarchy | undefined,
): CpuQuota | undefined =>
  tightest(
    cpu.folders.map((folder, index) => {
      const number = (path: string) => parseNumber(host.read(path));
      const cores = coresOf(number(`${folder}/cpu.cfs_quota_us`), number(`${folder}/cpu.cfs_period_us`));
      if (cores === undefined) return undefined;
      return quota(folder, cores, per(number(`${accounting?.folders[index]}/cpuacct.usage`), NANOS_PER_SECOND));
    }),
  );

const throttlingOf = (host: Pick<Host, 'read'>, cpu: Hierarchy | undefined): Throttling => {
  const values = nearest(cpu, (folder) => {
    const found = parseKeyed(host.read(`${folder}/cpu.stat`));
    return found.has('nr_periods') ? found : undefined;
  });
  return {
    periods: values?.get('nr_periods'),
    throttledPeriods: values?.get('nr_throttled'),
    throttledSeconds:
      per(values?.get('throttled_usec'), MICROS_PER_SECOND) ?? per(values?.get('throttled_time'), NANOS_PER_SECOND),
  };
};
