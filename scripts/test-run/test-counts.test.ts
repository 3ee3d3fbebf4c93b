import { describe, expect, it } from 'vitest';
import { countsLine, countTests, sumCounts, type TestReport } from './test-counts.ts';

const reportOf = (fields: Partial<TestReport>): TestReport => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...fields,
});

describe('the counts of a run', () => {
  it('are the passed and failed tests, and the skipped ones only if there are any', () => {
    expect(countsLine(countTests(reportOf({ numPassedTests: 12 }), 0))).toBe('12 passed, 0 failed');
    const mixed = reportOf({ numPassedTests: 3, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(countsLine(countTests(mixed, 1))).toBe('3 passed, 2 failed, 2 skipped');
  });

  it('have a failure when the runner crashed before its report', () => {
    expect(countsLine(countTests(undefined, 0))).toBe('0 passed, 1 failed');
  });

  it('have a failure when no test was run', () => {
    expect(countTests(reportOf({}), 0)).toMatchObject({ failed: 1, troubles: ['no test was run'] });
  });

  it('have a failure for a file that could not be loaded', () => {
    const testResults = [{ name: 'broken.test.ts', status: 'failed', assertionResults: [] }];
    const counts = countTests(reportOf({ numPassedTests: 5, testResults }), 1);
    expect(counts).toMatchObject({ passed: 5, failed: 1, troubles: ['broken.test.ts could not be loaded'] });
  });

  it('have a failure when every test passed and the runner failed all the same', () => {
    const counts = countTests(reportOf({ numPassedTests: 5 }), 1);
    expect(counts.failed).toBe(1);
    expect(counts.troubles[0]).toContain('exit code 1');
  });

  it('of several runs are added, and a failure of one is a failure of all', () => {
    const good = countTests(reportOf({ numPassedTests: 5, numPendingTests: 1 }), 0);
    const crashed = countTests(undefined, 1);
    expect(countsLine(sumCounts([good, good]))).toBe('10 passed, 0 failed, 2 skipped');
    expect(sumCounts([good, crashed])).toMatchObject({ failed: 1, troubles: crashed.troubles });
  });
});
