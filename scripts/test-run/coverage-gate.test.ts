import { describe, expect, it } from 'vitest';
import { belowMinimum, type CoverageSummary, coverageByPackage, coverageLine } from './coverage-gate.ts';

const summary = (files: Readonly<Record<string, readonly [covered: number, total: number]>>): CoverageSummary =>
  Object.fromEntries(
    Object.entries(files).map(([path, [covered, total]]) => [`/bot/packages/${path}`, { lines: { total, covered } }]),
  );

const gate = (files: Parameters<typeof summary>[0], packages: readonly string[]): readonly string[] =>
  belowMinimum(coverageByPackage(summary(files), packages)).map(coverageLine);

describe('the coverage gate', () => {
  it('lets packages pass from 80 % of their lines on', () => {
    const files = { 'core/src/a.ts': [60, 100], 'core/src/b.ts': [100, 100], 'health/src/a.ts': [9, 10] } as const;
    expect(gate(files, ['core', 'health'])).toEqual([]);
  });

  it('stops a package below it, however good the others are', () => {
    const files = { 'core/src/a.ts': [10_000, 10_000], 'health/src/a.ts': [79, 100] } as const;
    expect(gate(files, ['core', 'health'])).toEqual(['health 79.0 % of 100 lines']);
  });

  it('never rounds up to the minimum', () => {
    expect(gate({ 'core/src/a.ts': [7_999, 10_000] }, ['core'])).toEqual(['core 79.9 % of 10000 lines']);
  });

  it('stops a package that the report does not know', () => {
    expect(gate({ 'core/src/a.ts': [1, 1] }, ['core', 'cache'])).toEqual(['cache 0.0 % of 0 lines']);
  });

  it('does not take one package for another with a longer name', () => {
    expect(gate({ 'core-extras/src/a.ts': [1, 1] }, ['core'])).toEqual(['core 0.0 % of 0 lines']);
  });
});
