import { expect, it } from 'vitest';
import { CostWindow } from './cost.js';

const counts = { overhead: 0, cpu: 0, active: 0, gc: 0, transactions: 0, ms: 0 };
const window = () =>
  new CostWindow({
    overheadSeconds: () => counts.overhead,
    cpuSeconds: () => counts.cpu,
    activeSeconds: () => counts.active,
    gcSeconds: () => counts.gc,
    transactions: () => counts.transactions,
    nowMs: () => counts.ms,
  });

it('is found from one look to the next, with the share of collections', () => {
  const cost = window();
  Object.assign(counts, { overhead: 0.01, cpu: 1, active: 1, gc: 0.1, transactions: 1_000, ms: 5_000 });
  expect(cost.next()).toEqual({
    ratio: expect.closeTo(0.011),
    microseconds: expect.closeTo(11),
    coreShare: expect.closeTo(0.0022),
    transactions: 1_000,
  });
  Object.assign(counts, { cpu: 2, active: 2, ms: 10_000 });
  expect(cost.next()).toEqual({ ratio: 0, microseconds: 0, coreShare: 0, transactions: 0 });
});

it('is cut to what was run where the process waits for its turn', () => {
  const cost = window();
  Object.assign(counts, { overhead: 0.03, cpu: 3, active: 4, gc: 0.1, transactions: 2_000, ms: 15_000 });
  expect(cost.next().microseconds).toBeCloseTo(10);
});

it('is nothing in no time', () => {
  const cost = window();
  expect(cost.next()).toEqual({ ratio: 0, microseconds: 0, coreShare: 0, transactions: 0 });
});
