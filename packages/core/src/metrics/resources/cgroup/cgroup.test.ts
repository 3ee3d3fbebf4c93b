import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHost } from '../host.js';
import { findControlGroup } from './cgroup.js';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A machine that has these files, on a disk of ours. */
const groupOf = (files: Readonly<Record<string, string>>) => {
  const root = mkdtempSync(join(tmpdir(), 'control-group-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return findControlGroup(createHost(root));
};

const UNIFIED = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup rw,nsdelegate';
/** A container in a namespace of its own: its group looks like the root. */
const CONTAINER = {
  '/proc/self/mountinfo': `22 1 8:1 / / rw - ext4 /dev/sda1 rw\n${UNIFIED}`,
  '/proc/self/cgroup': '0::/',
};
const ALL_UNKNOWN = {
  quota: undefined,
  throttling: { periods: undefined, throttledPeriods: undefined, throttledSeconds: undefined },
  limit: undefined,
  memory: undefined,
  oomKills: undefined,
  pressure: undefined,
};
const readAll = (group: ReturnType<typeof findControlGroup>) => ({
  quota: group.cpuQuota(),
  throttling: group.throttling(),
  limit: group.memoryLimitBytes(),
  memory: group.memoryBytes(),
  oomKills: group.oomKills(),
  pressure: group.pressure('io'),
});

describe('a control group of version 2', () => {
  it('says what a container may use, and what it used', () => {
    const group = groupOf({
      ...CONTAINER,
      '/sys/fs/cgroup/cpu.max': '50000 100000',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 3500000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 250000',
      '/sys/fs/cgroup/memory.max': '536870912',
      '/sys/fs/cgroup/memory.current': '123456789',
      '/sys/fs/cgroup/memory.events': 'oom 1\noom_kill 2',
      '/sys/fs/cgroup/io.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000',
    });
    expect(readAll(group)).toEqual({
      quota: { cores: 0.5, usedSeconds: 3.5, folder: '/sys/fs/cgroup' },
      throttling: { periods: 100, throttledPeriods: 7, throttledSeconds: 0.25 },
      limit: 536_870_912,
      memory: 123_456_789,
      oomKills: 2,
      pressure: { some: 1.5, full: undefined },
    });
  });

  it('is limited by the tightest of the groups that it lies in, and counts what that one used', () => {
    const folder = '/sys/fs/cgroup/bots.slice/astrology.service';
    const group = groupOf({
      ...CONTAINER,
      '/proc/self/cgroup': '0::/bots.slice/astrology.service',
      [`${folder}/cpu.max`]: '200000 100000',
      [`${folder}/cpu.stat`]: 'usage_usec 1000000',
      [`${folder}/memory.max`]: 'max',
      [`${folder}/memory.current`]: '1000',
      [`${dirname(folder)}/cpu.max`]: '100000 100000',
      [`${dirname(folder)}/cpu.stat`]: 'usage_usec 9000000',
      [`${dirname(folder)}/memory.max`]: '2000',
      [`${dirname(folder)}/memory.current`]: '1800',
    });
    expect(group.cpuQuota()).toEqual({ cores: 1, usedSeconds: 9, folder: '/sys/fs/cgroup/bots.slice' });
    expect([group.memoryLimitBytes(), group.memoryBytes()]).toEqual([2_000, 1_000]);
  });

  it('is found below a mount that shows a part of the machine, and at the mount when it lies elsewhere', () => {
    const mounts = UNIFIED.replace(' / /sys', ' /docker/a1b2 /sys');
    const files = { '/sys/fs/cgroup/memory.max': '1000', '/sys/fs/cgroup/inner/memory.max': '500' };
    const limitIn = (path: string) =>
      groupOf({ '/proc/self/mountinfo': mounts, '/proc/self/cgroup': `0::${path}`, ...files }).memoryLimitBytes();
    expect(limitIn('/docker/a1b2/inner')).toBe(500);
    expect(limitIn('/docker/a1b2')).toBe(1_000);
    expect(limitIn('/../../elsewhere')).toBe(1_000);
  });

  it('may have no limits', () => {
    const group = groupOf({
      ...CONTAINER,
      '/sys/fs/cgroup/cpu.max': 'max 100000',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 1',
      '/sys/fs/cgroup/memory.max': 'max',
    });
    expect([group.cpuQuota(), group.memoryLimitBytes()]).toEqual([undefined, undefined]);
  });

  it('has no quota when its usage cannot be told', () => {
    expect(groupOf({ ...CONTAINER, '/sys/fs/cgroup/cpu.max': '50000 100000' }).cpuQuota()).toBeUndefined();
  });
});

describe('a control group of version 1', () => {
  const mount = (point: string, controllers: string) =>
    `32 31 0:29 /docker/a1b2 /sys/fs/cgroup/${point} rw,relatime - cgroup cgroup rw,${controllers}`;
  const files = {
    '/proc/self/mountinfo': [mount('cpu', 'cpu'), mount('cpuacct', 'cpuacct'), mount('memory', 'memory')].join('\n'),
    '/proc/self/cgroup': '4:memory:/docker/a1b2\n2:cpuacct:/docker/a1b2\n1:cpu:/docker/a1b2\n0::/',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    '/sys/fs/cgroup/cpu/cpu.stat': 'nr_periods 10\nnr_throttled 1\nthrottled_time 500000000',
    '/sys/fs/cgroup/cpuacct/cpuacct.usage': '2500000000',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '268435456',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1000',
    '/sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3',
    '/proc/pressure/io': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000',
  };

  it('says the same in its own words; pressure is that of the machine', () => {
    expect(readAll(groupOf(files))).toEqual({
      quota: { cores: 1.5, usedSeconds: 2.5, folder: '/sys/fs/cgroup/cpu' },
      throttling: { periods: 10, throttledPeriods: 1, throttledSeconds: 0.5 },
      limit: 268_435_456,
      memory: 1_000,
      oomKills: 3,
      pressure: { some: 2, full: undefined },
    });
  });

  it('may have no limits', () => {
    const group = groupOf({
      ...files,
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
    });
    expect([group.cpuQuota(), group.memoryLimitBytes()]).toEqual([undefined, undefined]);
  });
});

describe('without control groups', () => {
  it('nothing is known, and nothing is 0', () => {
    expect(readAll(groupOf({}))).toEqual(ALL_UNKNOWN);
  });

  it('nothing is known of files that are malformed', () => {
    expect(readAll(groupOf({ '/proc/self/mountinfo': 'broken - cgroup2', '/proc/self/cgroup': '::' }))).toEqual(
      ALL_UNKNOWN,
    );
    const garbage = Object.fromEntries(
      ['cpu.max', 'cpu.stat', 'memory.max', 'memory.current', 'memory.events'].map((name) => [
        `/sys/fs/cgroup/${name}`,
        '?\u0000 \n\n',
      ]),
    );
    expect(readAll(groupOf({ ...CONTAINER, ...garbage }))).toEqual(ALL_UNKNOWN);
  });
});
