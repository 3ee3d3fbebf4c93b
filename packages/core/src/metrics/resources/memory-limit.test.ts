import { expect, it } from 'vitest';
import { memoryLimitBytes } from './memory-limit.js';

const TOTAL = 8_000;
const limit = (group: number | undefined, constrained: number) =>
  memoryLimitBytes(
    { totalMemoryBytes: () => TOTAL, constrainedMemoryBytes: () => constrained },
    { memoryLimitBytes: () => group },
  );

it.each([
  ['the limit of the control group', 500, 1.8e19, 500],
  ["Node's, where the group tells none", undefined, 700, 700],
  ['all there is without a limit, which Node writes as 1.8e19', undefined, 18_446_744_073_709_552_000, TOTAL],
  ['all there is without a limit, which Node writes as 0', undefined, 0, TOTAL],
  ['all there is for a limit beyond it', 9_000, 1.8e19, TOTAL],
])('the memory that may be used is %s', (_what, group, constrained, expected) =>
  expect(limit(group, constrained)).toBe(expected),
);
