import { createManualClock } from '@astrolabe/core/testing';
import { describe, expect, it } from 'vitest';
import type { CpuQuota } from './cgroup/cgroup.js';
import { createCpuShare } from './cpu-share.js';

const setUp = () => {
  const clock = createManualClock();
  const machine = { quota: undefined as CpuQuota | undefined, userSeconds: 0, systemSeconds: 0 };
  const share = createCpuShare(
    clock,
    { cpuUsage: () => machine, processors: () => 4 },
    { cpuQuota: () => machine.quota },
  );
  return { clock, machine, share };
};
const quota = (usedSeconds: number, cores = 0.5, folder = '/sys/fs/cgroup'): CpuQuota => ({
  usedSeconds,
  cores,
  folder,
});

describe('the share of the CPU', () => {
  it('is of the quota of the container', () => {
    const { clock, machine, share } = setUp();
    machine.quota = quota(100);
    share.sample();
    expect([share.ratio, share.cores]).toEqual([undefined, 0.5]);
    clock.advance(10_000);
    machine.quota = quota(104);
    share.sample();
    expect(share.ratio).toBeCloseTo(0.8);
  });

  it('is of all processors for a process without a quota', () => {
    const { clock, machine, share } = setUp();
    share.sample();
    clock.advance(10_000);
    machine.userSeconds = 5;
    machine.systemSeconds = 1;
    share.sample();
    expect(share.ratio).toBeCloseTo(0.15);
    expect(share.cores).toBe(4);
  });

  it('follows a quota that is changed while the bot runs', () => {
    const { clock, machine, share } = setUp();
    machine.quota = quota(0, 1);
    share.sample();
    clock.advance(10_000);
    machine.quota = quota(5, 2);
    share.sample();
    expect([share.ratio, share.cores]).toEqual([0.25, 2]);
  });

  it.each([
    ['another group', quota(500, 1, '/sys/fs/cgroup/other'), 10_000],
    ['a counter that went back', quota(1), 10_000],
    ['no time at all', quota(200), 0],
  ])('is not known over %s, and is again after that', (_what, next, ms) => {
    const { clock, machine, share } = setUp();
    machine.quota = quota(100);
    share.sample();
    clock.advance(ms);
    machine.quota = next;
    share.sample();
    expect(share.ratio).toBeUndefined();
    clock.advance(10_000);
    machine.quota = { ...next, usedSeconds: next.usedSeconds + 2 };
    share.sample();
    expect(share.ratio).toBeCloseTo(0.2 / next.cores);
  });
});
